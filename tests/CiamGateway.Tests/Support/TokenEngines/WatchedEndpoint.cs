using CiamGateway.Tokens;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>The token endpoint of all the slots that a test watches.</summary>
internal sealed class WatchedEndpoint(TwoClocks clock)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private long? _lastProbe;
    private bool _isBack;

    public event Action? Granted;

    public ProbeQueue Probes { get; } = new(clock);

    /// <summary>Whether the endpoint may be asked although it failed: a second after the last time, or once it has granted a token.</summary>
    public bool MayAsk => _isBack || _lastProbe is not { } last || clock.GetElapsedTime(last) >= Second;

    public void Asked(bool isProbe) => (_lastProbe, _isBack) = (isProbe ? clock.GetTimestamp() : _lastProbe, false);

    public void Grant()
    {
        _isBack = true;
        Granted?.Invoke();
    }
}
