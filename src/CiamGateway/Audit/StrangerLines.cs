using System.Net;
using CiamGateway.Telemetry;

namespace CiamGateway.Audit;

/// <summary>
/// Limits how many lines strangers cause. Each address may cause some at once and then a few an hour, and so may all together: so slowly
/// that lines of served calls are not rotated away. Of the others, only their number is recorded.
/// </summary>
internal sealed class StrangerLines(TimeProvider clock)
{
    public const int BurstOfAddress = 100;
    public const int BurstOfAll = 1000;

    public static readonly TimeSpan IntervalOfAddress = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan IntervalOfAll = TimeSpan.FromSeconds(10);

    private const int MostAddresses = 10_000;

    private readonly Lock _counting = new();
    private readonly Dictionary<AddressRange, Level> _addresses = [];
    private Level _all;
    private int _withheld;

    /// <summary>Whether a line may be recorded. One that may not is counted.</summary>
    /// <param name="isFirst">Whether it is the first that was counted since <see cref="TakeWithheld"/>.</param>
    public bool Permit(string? source, out bool isFirst)
    {
        var range = AddressRange.OfAddress(IPAddress.TryParse(source, out var address) ? address : null);
        var now = clock.GetTimestamp();
        lock (_counting)
        {
            var ofAddress = LevelOf(_addresses.GetValueOrDefault(range), now, IntervalOfAddress);
            var ofAll = LevelOf(_all, now, IntervalOfAll);
            if (ofAddress.Count + 1 > BurstOfAddress || ofAll.Count + 1 > BurstOfAll)
            {
                isFirst = _withheld++ == 0;
                return false;
            }
            if (_addresses.Count >= MostAddresses)
            {
                _addresses.Clear();
            }
            _addresses[range] = ofAddress with { Count = ofAddress.Count + 1 };
            _all = ofAll with { Count = ofAll.Count + 1 };
            isFirst = false;
            return true;
        }
    }

    /// <returns>How many lines were not recorded since the last time.</returns>
    public int TakeWithheld()
    {
        lock (_counting)
        {
            var withheld = _withheld;
            _withheld = 0;
            return withheld;
        }
    }

    /// <returns>The line that summarizes the calls without a line.</returns>
    public static AuditLine Summary(int withheld, DateTimeOffset time) =>
        new(
            time,
            TraceId: "",
            RequestFacts.Anonymous,
            Source: null,
            RequestFacts.Unknown,
            Method: "",
            Path: "",
            TokenClient: null,
            Scope: null,
            TokenFingerprint: null,
            Status: 0,
            Error: "strangers_not_recorded",
            FormattableString.Invariant($"{withheld} refused calls of strangers not recorded"),
            DurationMs: 0
        );

    /// <summary>One line is forgotten in each interval.</summary>
    private Level LevelOf(Level level, long now, TimeSpan interval) =>
        new(Math.Max(0, level.Count - (clock.GetElapsedTime(level.Since, now) / interval)), now);

    private readonly record struct Level(double Count, long Since);
}
