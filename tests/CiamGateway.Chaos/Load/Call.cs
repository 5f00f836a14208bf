using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Load;

/// <summary>A request of a caller, with what came of it at the API and at the caller. Times are those of the run's clock.</summary>
internal sealed class Call(long number, Side side, Operation operation, string replica)
{
    /// <summary>The header that carries the number.</summary>
    public const string Header = "X-Call";

    private readonly List<Arrival> _arrivals = [];

    public long Number => number;

    public Side Side => side;

    public Operation Operation => operation;

    public string Replica => replica;

    public TimeSpan Begin { get; set; }

    public TimeSpan End { get; set; }

    /// <summary>0 if no answer came.</summary>
    public int Status { get; set; }

    /// <summary>The gateway's own error code, or why no answer came; null if the API answered.</summary>
    public string? Error { get; set; }

    public IReadOnlyList<Arrival> Arrivals
    {
        get
        {
            lock (_arrivals)
            {
                return [.. _arrivals];
            }
        }
    }

    public bool Succeeded => Status == 200 && Error is null;

    public TimeSpan Took => End - Begin;

    public void Add(Arrival arrival)
    {
        lock (_arrivals)
        {
            _arrivals.Add(arrival);
        }
    }

    public override string ToString() =>
        $"{Operation.Method} /{Side.Name}/{Operation.Part} (call {Number}, replica {Replica}) {Outcome}; "
        + $"at the API {Arrivals.Count} times{string.Concat(Arrivals.Select(arrival => $", {arrival}"))}";

    private string Outcome =>
        $"took {Took.TotalMilliseconds:0} ms: {(Status == 0 ? "no answer" : $"status {Status}")}{(Error is null ? "" : $", {Error}")}";
}
