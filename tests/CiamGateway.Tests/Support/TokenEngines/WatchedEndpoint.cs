using CiamGateway.Tokens;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>The token endpoint of all the slots that a test watches.</summary>
internal sealed class WatchedEndpoint(TwoClocks clock)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private long? _lastProbe;
    private int _issued;

    public event Action? Granted;

    public ProbeQueue Probes { get; } = new(clock);

    /// <summary>Whether the endpoint may be asked although it failed: a second after the last time.</summary>
    public bool MayAsk => _lastProbe is not { } last || clock.GetElapsedTime(last) >= Second;

    public void Asked(bool isProbe) => _lastProbe = isProbe ? clock.GetTimestamp() : _lastProbe;

    /// <summary>The header value of the next token.</summary>
    public string Issue() => $"Bearer {++_issued}";

    public void Grant() => Granted?.Invoke();
}
