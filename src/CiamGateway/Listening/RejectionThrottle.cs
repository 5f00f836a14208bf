using CiamGateway.Telemetry.Log;

namespace CiamGateway.Listening;

/// <summary>
/// Keeps rejected requests from filling the log: one line a minute for each reason and address, and one a second for each reason.
/// </summary>
internal sealed class RejectionThrottle(TimeProvider clock)
{
    private const int MaximumAddresses = 1000;

    private readonly LogThrottle _ofAddress = new(clock, TimeSpan.FromMinutes(1), MaximumAddresses);
    private readonly LogThrottle _ofReason = new(clock, TimeSpan.FromSeconds(1));

    /// <remarks>An address counts as logged only if its line is written.</remarks>
    public bool IsDue(string reason, string? address)
    {
        var key = $"{reason} {address}";
        return !_ofAddress.IsRecent(key) && _ofReason.IsDue(reason) && _ofAddress.IsDue(key);
    }
}
