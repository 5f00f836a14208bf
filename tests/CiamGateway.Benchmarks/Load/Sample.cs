namespace CiamGateway.Benchmarks.Load;

/// <summary>The values of one quantity over the rounds, shown as their median and range.</summary>
internal sealed class Sample
{
    private readonly List<double> _values = [];

    public double Median => _values.Order().ElementAt(_values.Count / 2);

    public double Max => _values.Max();

    public void Add(double value) => _values.Add(value);

    public string Show(string format) =>
        $"{Median.ToString(format, null)} ({_values.Min().ToString(format, null)}–{_values.Max().ToString(format, null)})";
}
