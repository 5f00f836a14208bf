namespace CiamGateway.Chaos.Judging;

/// <summary>How long successful calls took beside the API's own time, in buckets of one millisecond.</summary>
internal sealed class Waits
{
    private readonly long[] _buckets = new long[10_001];

    public long Count { get; private set; }

    /// <summary>How many of them took longer than the gateway may, because the machine held up processes.</summary>
    public long OfTheMachine { get; set; }

    /// <param name="isDisturbed">Whether a fault may have made the call wait: it is not counted then.</param>
    public void Add(TimeSpan wait, bool isDisturbed)
    {
        if (!isDisturbed)
        {
            Count++;
            _buckets[Math.Clamp((int)wait.TotalMilliseconds, 0, _buckets.Length - 1)]++;
        }
    }

    /// <summary>The wait in milliseconds that this part of the calls does not exceed.</summary>
    public int Percentile(double part)
    {
        var left = (long)Math.Ceiling(Count * part);
        var bucket = 0;
        while (bucket < _buckets.Length - 1 && (left -= _buckets[bucket]) > 0)
        {
            bucket++;
        }
        return bucket;
    }
}
