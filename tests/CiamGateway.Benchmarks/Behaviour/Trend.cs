namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>The straight line through readings, one after the other, by least squares: its slope, and how far that may be off.</summary>
/// <remarks>
/// A reading that resembles the one before says less than one that does not: as many count as would be independent, by the first
/// autocorrelation of what the line leaves over (Santer and others, J. Geophys. Res. 105, 2000).
/// </remarks>
internal sealed class Trend
{
    public Trend(IReadOnlyList<(double X, double Y)> points)
    {
        var (meanX, meanY) = (points.Average(point => point.X), points.Average(point => point.Y));
        var spread = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        Slope = points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / spread;
        var unexplained = points.Select(point => point.Y - meanY - (Slope * (point.X - meanX))).ToList();
        var freedom = Independent(unexplained) - 2;
        StandardError = freedom > 0 ? Math.Sqrt(unexplained.Sum(rest => rest * rest) / freedom / spread) : double.PositiveInfinity;
    }

    public double Slope { get; }

    public double StandardError { get; }

    /// <summary>Whether it rises by more than chance would have it once in twenty times.</summary>
    public bool Rises => Slope > 2 * StandardError;

    /// <returns>How many independent readings say as much.</returns>
    private static double Independent(List<double> unexplained)
    {
        var likeness = unexplained.Zip(unexplained.Skip(1), (one, next) => one * next).Sum() / unexplained.Sum(rest => rest * rest);
        return likeness > 0 ? unexplained.Count * (1 - likeness) / (1 + likeness) : unexplained.Count;
    }
}
