namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>How long calls took, in milliseconds.</summary>
internal sealed class Latencies(IEnumerable<Call> calls)
{
    private readonly double[] _sorted = [.. calls.Select(call => call.Milliseconds).Order()];

    public int Count => _sorted.Length;

    public double Max => At(1);

    /// <param name="quantile">0.5 for the median.</param>
    public double At(double quantile) =>
        _sorted.Length == 0 ? double.NaN : _sorted[Math.Min(_sorted.Length - 1, (int)(_sorted.Length * quantile))];

    /// <summary>Columns of a table: <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Columns => ["calls", "p50 ms", "p99 ms", "p99.9 ms", "maximum ms"];

    public IReadOnlyList<string> Cells => [$"{Count}", $"{At(0.5):0.00}", $"{At(0.99):0.00}", $"{At(0.999):0.00}", $"{Max:0.00}"];
}
