namespace CiamGateway.Telemetry.Metrics;

/// <summary>What all routes together answered in each minute of the last hour. Its users lock it.</summary>
internal sealed class TrafficHistory
{
    public const int Minutes = 60;

    private readonly TrafficTotals?[] _minutes = new TrafficTotals?[Minutes];
    private readonly long[] _numbers = new long[Minutes];

    /// <returns>The totals of a minute, to be added to; null if it is older than an hour.</returns>
    public TrafficTotals? Of(long minute, long now)
    {
        if (minute < 0 || minute <= now - Minutes)
        {
            return null;
        }
        var place = minute % Minutes;
        if (_minutes[place] is null || _numbers[place] != minute)
        {
            (_minutes[place], _numbers[place]) = (new TrafficTotals(), minute);
        }
        return _minutes[place];
    }

    /// <returns>A copy of each minute up to this one, the oldest first.</returns>
    public TrafficTotals[] Copy(long now)
    {
        var first = Math.Max(0, now - Minutes + 1);
        var copies = new TrafficTotals[now - first + 1];
        for (var minute = first; minute <= now; minute++)
        {
            copies[minute - first] = new TrafficTotals();
            var place = minute % Minutes;
            if (_minutes[place] is { } totals && _numbers[place] == minute)
            {
                copies[minute - first].Add(totals);
            }
        }
        return copies;
    }
}
