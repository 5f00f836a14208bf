namespace CiamGateway.Chaos.Servers;

/// <summary>A request as it arrived. Headers keep their order and their repetitions.</summary>
internal sealed record Request(
    string Method,
    string Path,
    IReadOnlyList<(string Name, string Value)> Headers,
    string Body,
    TimeSpan Arrived
)
{
    public IEnumerable<string> All(string header) =>
        from line in Headers
        where line.Name.Equals(header, StringComparison.OrdinalIgnoreCase)
        select line.Value;

    public string? First(string header) => All(header).FirstOrDefault();
}
