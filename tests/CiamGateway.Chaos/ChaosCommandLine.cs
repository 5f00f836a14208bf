using System.CommandLine;
using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Run;

namespace CiamGateway.Chaos;

/// <summary>The program's command line. Exit codes: 0 every promise held, 1 one did not, 2 wrong usage.</summary>
internal static class ChaosCommandLine
{
    public static RootCommand Create()
    {
        var gateway = new Argument<FileInfo>("gateway") { Description = "The gateway's native binary, or ciam-gateway.dll of a build." };
        gateway.AcceptExistingOnly();
        var seed = new Option<int?>("--seed")
        {
            Description = "Decides which faults happen when. Default: a random one, which is printed.",
            HelpName = "N",
        };
        var duration = new Option<int>("--duration")
        {
            Description = "Seconds under faults.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 120,
        };
        var replicas = new Option<int>("--replicas")
        {
            Description = "Gateways; two or more share tokens through Redis.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var rate = new Option<int>("--rate")
        {
            Description = "Calls a second.",
            HelpName = "N",
            DefaultValueFactory = _ => 300,
        };
        var faults = new Option<string>("--faults")
        {
            Description = "Only these kinds, with commas between. --list shows all.",
            HelpName = "NAMES",
            DefaultValueFactory = _ => "",
        };
        faults.Validators.Add(result =>
            Array.ForEach(Names(result.GetValueOrDefault<string>()).Except(KindNames).ToArray(), name =>
                result.AddError($"--faults: no kind is named '{name}'. Fix: take a name that --list shows.")
            )
        );
        var list = new Option<bool>("--list") { Description = "Lists the kinds of faults, and ends." };
        gateway.Arity = ArgumentArity.ZeroOrOne;
        var command = new RootCommand("Calls the gateway under faults that a seed decides, and judges what it promises.")
        {
            gateway,
            seed,
            duration,
            replicas,
            rate,
            faults,
            list,
        };
        command.SetAction(async line =>
        {
            if (line.GetValue(list))
            {
                await Console.Out.WriteLineAsync(string.Join('\n', KindNames));
                return 0;
            }
            if (line.GetValue(gateway) is not { } program)
            {
                await Console.Error.WriteLineAsync("No gateway is named. Fix: give the path of its native binary or of ciam-gateway.dll.");
                return 2;
            }
            await using var run = new ChaosRun(
                new RunOptions(
                    program.FullName,
                    line.GetValue(seed) ?? Random.Shared.Next(1_000_000),
                    TimeSpan.FromSeconds(line.GetValue(duration)),
                    line.GetValue(replicas),
                    line.GetValue(rate),
                    Names(line.GetValue(faults))
                ),
                Console.Out
            );
            return await run.ExecuteAsync() ? 0 : 1;
        });
        return command;
    }

    private static string[] KindNames { get; } = [.. FaultKinds.All.Select(kind => kind().Name)];

    private static string[] Names(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
