using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Gateway;
using CiamGateway.Chaos.Judging;
using CiamGateway.Chaos.Load;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Run;

/// <summary>One run: the gateways under calls and faults, from start to verdict.</summary>
internal sealed class ChaosRun(RunOptions options, TextWriter output) : IAsyncDisposable
{
    /// <summary>Time for gateways that have just started: their first calls are not judged.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("ciam-gateway-chaos-").FullName;
    private readonly List<IAsyncDisposable> _disposables = [];
    private bool _hasAuditDisk;

    /// <returns>Whether every promise held.</returns>
    public async Task<bool> ExecuteAsync()
    {
        var surroundings = Surround();
        var kinds = FaultKinds.All.Where(kind => IsAskedFor(kind()) && kind().IsPossible(surroundings)).ToList();
        var plan = new Schedule(options.Seed, options.Duration, kinds, options.Replicas).Plan();
        await output.WriteLineAsync(
            $"seed {options.Seed}: {plan.Count} faults of {plan.DistinctBy(one => one.Fault.Name).Count()} kinds "
                + $"in {options.Duration.TotalSeconds:0} s; {kinds.Count} of {FaultKinds.All.Count} kinds are possible here"
        );
        await surroundings.Gateways.StartAsync();

        var timeline = new Timeline(plan, surroundings);
        await using var control = new Control(() => surroundings.Gateways.All.Where(gateway => gateway.IsInService));
        var judge = new Judge(timeline, control.HeldUp, name => TokensSince(surroundings, name));
        foreach (var side in surroundings.Sides)
        {
            side.Api.Broken = (call, text) => judge.Add("token", text, call);
            // Where the clocks differ, the gateway cannot know by which part of a second a JWT's end was rounded down.
            side.Api.HeldUpSince = (replica, time) =>
                control.HeldUp(replica, time, RunClock.Now) + (surroundings.Clock?.Rounding ?? TimeSpan.Zero);
        }
        await WarmUpAsync(surroundings);
        var begin = RunClock.Now;
        var memory = surroundings.Gateways.All.Sum(gateway => gateway.Memory);
        var callers = new SteadyCallers(
            surroundings.Sides,
            surroundings.Gateways,
            options.CallsPerSecond,
            new Random(options.Seed),
            judge.Add
        );
        var faults = timeline.RunAsync();
        while (RunClock.Now - begin < options.Duration || !faults.IsCompleted)
        {
            await Task.Delay(200);
            judge.JudgeEnded();
            Watch(surroundings, judge);
        }
        await callers.DisposeAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        judge.JudgeEnded();
        foreach (var gateway in surroundings.Gateways.All)
        {
            if (!await gateway.IsReadyAsync())
            {
                judge.Add(
                    "ready at the end",
                    $"Gateway {gateway.Name} is not ready although all faults have ended. Its log ends:\n{gateway.Log.End(10)}"
                );
            }
        }
        var report = new Report(options, timeline, judge, surroundings, callers.Count, control.Percentiles(), memory);
        return await report.WriteAsync(output);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_disposables))
        {
            await one.DisposeAsync();
        }
        if (_hasAuditDisk)
        {
            Shell.Run($"umount '{Path.Combine(_folder, "audit")}'");
        }
        Directory.Delete(_folder, recursive: true);
    }

    private bool IsAskedFor(Fault fault) => options.Faults.Count == 0 || options.Faults.Contains(fault.Name);

    private Surroundings Surround()
    {
        Side[] sides =
        [
            new("first", hasJwtTokens: true, new Random(options.Seed + 1)),
            new("second", hasJwtTokens: false, new Random(options.Seed + 2)),
        ];
        _disposables.AddRange(sides);
        var redis = options.Replicas > 1 && Shell.Has("redis-server") ? new Redis() : null;
        if (redis is not null)
        {
            _disposables.Add(redis);
        }
        var files = new GatewayFiles(_folder, sides, redis?.Port);
        _hasAuditDisk = Environment.IsPrivilegedProcess && Shell.Run($"mount -t tmpfs -o size=8m tmpfs '{files.AuditFolder}'");
        var clock = PreloadedClock.Compile(_folder);
        var gateways = new BalancedReplicas([
            .. Enumerable.Range(0, options.Replicas).Select(number => new Replica($"{number}", options.Gateway, files, clock)),
        ]);
        _disposables.Add(gateways);
        // A namespace of its own has no other interface than the loopback.
        var hasOwnNetwork =
            Environment.IsPrivilegedProcess && Shell.Run("[ \"$(ip -oneline link | grep -vc 'link/none\\|NOARP\\|LOOPBACK')\" = 0 ]");
        return new Surroundings(sides, gateways, files, redis, clock, hasOwnNetwork, _hasAuditDisk);
    }

    /// <summary>Some calls that are not judged: pages of the program and connections are there afterwards.</summary>
    private static async Task WarmUpAsync(Surroundings surroundings)
    {
        await using var callers = new SteadyCallers(surroundings.Sides, surroundings.Gateways, 100, new Random(1), OpenCalls.Remove);
        await Task.Delay(WarmUp);
    }

    /// <summary>A gateway has no token from before it began, and takes those from before its clock was set for over.</summary>
    private static TimeSpan TokensSince(Surroundings surroundings, string replica)
    {
        var began = surroundings.Gateways.All.First(gateway => gateway.Name == replica).Began;
        return surroundings.Clock?.LastStep is { } step && step > began ? step : began;
    }

    private static void Watch(Surroundings surroundings, Judge judge)
    {
        foreach (var gateway in surroundings.Gateways.All.Where(gateway => gateway.HasEnded))
        {
            judge.Add("process", $"Gateway {gateway.Name} has ended. Its log ends:\n{gateway.Log.End(20)}");
            gateway.Kill();
            _ = gateway.StartAsync();
        }
        foreach (var side in surroundings.Sides)
        {
            side.Tokens.Forget();
        }
    }
}
