using System.Numerics;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>
/// Sorts durations into buckets that are each an eighth wider than the one before, from 64 µs to more than a minute: quantiles are right to
/// a few percent.
/// </summary>
internal static class DurationBuckets
{
    private const int PerOctave = 8;
    private const int Shortest = 64; // µs
    private const int Octaves = 21;

    public const int Count = PerOctave * Octaves;

    public static int Of(TimeSpan duration)
    {
        var microseconds = (ulong)Math.Max(duration.TotalMicroseconds, Shortest);
        var octave = BitOperations.Log2(microseconds);
        var part = (int)((microseconds << 3) >> octave) - PerOctave;
        return Math.Min(((octave - BitOperations.Log2(Shortest)) * PerOctave) + part, Count - 1);
    }

    /// <summary>The duration halfway between the bounds of a bucket.</summary>
    public static TimeSpan Middle(int bucket)
    {
        var width = (double)Shortest * (1L << (bucket / PerOctave)) / PerOctave;
        return TimeSpan.FromMicroseconds((width * PerOctave) + (width * ((bucket % PerOctave) + 0.5)));
    }
}
