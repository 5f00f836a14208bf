namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>The straight line through points by least squares: its slope, and how far that may be off.</summary>
internal sealed class Trend
{
    public Trend(IReadOnlyList<(double X, double Y)> points)
    {
        var (meanX, meanY) = (points.Average(point => point.X), points.Average(point => point.Y));
        var spread = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        Slope = points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / spread;
        var unexplained = points.Sum(point => Math.Pow(point.Y - meanY - (Slope * (point.X - meanX)), 2));
        StandardError = Math.Sqrt(unexplained / (points.Count - 2) / spread);
    }

    public double Slope { get; }

    public double StandardError { get; }

    /// <summary>Whether it rises by more than chance would have it once in forty times.</summary>
    public bool Rises => Slope > 2 * StandardError;
}
