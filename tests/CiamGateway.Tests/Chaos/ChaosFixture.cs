using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Gateway;
using CiamGateway.Chaos.Judging;
using CiamGateway.Chaos.Load;
using CiamGateway.Chaos.Run;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Tests.Chaos;

/// <summary>The two sides of a run without a gateway: a test says what callers saw, and which faults happened.</summary>
internal sealed class ChaosFixture : IAsyncDisposable
{
    private static long _lastNumber;

    public Side First { get; } = new("first", hasJwtTokens: false, new Random(1));

    public Side Second { get; } = new("second", hasJwtTokens: false, new Random(2));

    public List<string> Broken { get; } = [];

    public ChaosFixture() => First.Api.Broken = (_, text) => Broken.Add(text);

    /// <summary>A judge of a machine that holds nothing up, and of processes that began long ago.</summary>
    public Judge Judge(params IReadOnlyList<Occurrence> faults) =>
        new(Timeline(faults), (_, _, _) => TimeSpan.Zero, _ => TimeSpan.MinValue);

    public Timeline Timeline(params IReadOnlyList<Occurrence> faults) =>
        new(faults, new Surroundings([First, Second], new BalancedReplicas([]), null!, null, null, false, false));

    /// <summary>A fault of the first side that happened from ten seconds before now until now, or happens.</summary>
    public static Occurrence Happened(Fault fault, bool isOver = true) =>
        new(fault, TimeSpan.Zero, TimeSpan.Zero, Side: 0, Replica: 0, Seed: 0)
        {
            Began = RunClock.Now - TimeSpan.FromSeconds(10),
            Ended = isOver ? RunClock.Now - TimeSpan.FromSeconds(1) : null,
        };

    public static Operation Operation(string method, string part) =>
        CiamGateway.Chaos.Load.Operation.All.Single(one => one.Method == method && one.Part == part);

    /// <summary>A call to the first side that ended just long enough ago to be judged.</summary>
    public Call Call(string method, string part, double milliseconds = 5, int status = 200, string? error = null)
    {
        var end = RunClock.Now - TimeSpan.FromSeconds(1.1);
        return new Call(Interlocked.Increment(ref _lastNumber), First, Operation(method, part), "0")
        {
            Begin = end - TimeSpan.FromMilliseconds(milliseconds),
            End = end,
            Status = status,
            Error = error,
        };
    }

    /// <summary>The API saw it once, and answered within a millisecond.</summary>
    public static Call Arrived(Call call, int status = 200, bool isCarriedOut = true)
    {
        call.Add(new Arrival(call.Begin, status, isCarriedOut) { Answered = call.Begin + TimeSpan.FromMilliseconds(1) });
        return call;
    }

    /// <summary>A token of the first side that the replica was granted long before.</summary>
    public CiamGateway.Chaos.Servers.IssuedToken Granted(string scope, double lifetime = 60)
    {
        var token = First.Tokens.Issue(scope, "0", TimeSpan.FromSeconds(lifetime), TimeSpan.FromSeconds(lifetime));
        token.Delivered = TimeSpan.FromHours(-1);
        return token;
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
