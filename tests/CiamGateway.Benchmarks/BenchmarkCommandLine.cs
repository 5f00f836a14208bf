using System.CommandLine;
using CiamGateway.Benchmarks.Behaviour;
using CiamGateway.Benchmarks.Load;
using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks;

/// <summary>The verbs that measure whole processes; what is not one of them goes to BenchmarkDotNet.</summary>
internal static class BenchmarkCommandLine
{
    private static readonly Option<string?> Store = new("--store")
    {
        Description = "Keep the run in this file, for report.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static RootCommand Create()
    {
        var variant = new Option<string>("--variant")
        {
            Description = $"The kind of load: {string.Join(", ", Variants.Names)}, or {Variants.All}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => Variants.Default,
        };
        variant.AcceptOnlyFromAmong([.. Variants.Names, Variants.All]);
        var load = Verb(
            "load",
            "The same load on every proxy that this machine has, in turn.",
            [("rounds", 5), ("seconds", 8)],
            (numbers, line) => LoadBenchmark.RunAsync(numbers[0], Seconds(numbers[1]), line.GetRequiredValue(variant))
        );
        load.Options.Add(variant);
        var files = new Argument<string[]>("files") { Description = "Runs that --store kept.", Arity = ArgumentArity.OneOrMore };
        var report = new Command("report", "Writes stored runs as Markdown.") { files };
        report.SetAction(line => Array.ForEach(line.GetRequiredValue(files), file => Console.Write(Run.Read(file).Markdown)));
        return new RootCommand("What the gateway costs beside other proxies, and how it behaves under load.")
        {
            Store,
            load,
            Verb("token", "What it costs each proxy to attach a token that it fetched.", [("rounds", 7), ("seconds", 5)], numbers =>
                TokenCostBenchmark.RunAsync(numbers[0], Seconds(numbers[1]))
            ),
            Verb("footprint", "Program, start and memory of every proxy.", [("starts", 7)], numbers =>
                FootprintBenchmark.RunAsync(numbers[0])
            ),
            Verb(
                "herd",
                "Many callers at once, where no token is there yet: one token request.",
                [("herds", 5), ("callers", 1000)],
                numbers => HerdBenchmark.RunAsync(numbers[0], numbers[1])
            ),
            Verb(
                "rollover",
                "Tokens of 4 seconds: what a renewal costs those who call meanwhile.",
                [("seconds", 120), ("rate", 1000)],
                numbers => RolloverBenchmark.RunAsync(Seconds(numbers[0]), numbers[1])
            ),
            Verb("outage", "The token endpoint is away while the token lives.", [("lifetime", 120), ("rate", 1000)], numbers =>
                OutageBenchmark.RunAsync(Seconds(numbers[0]), numbers[1])
            ),
            Verb("reload", "Changes of the routes file under load.", [("reloads", 200), ("rate", 1000)], numbers =>
                ReloadBenchmark.RunAsync(numbers[0], numbers[1])
            ),
            Verb("routes", "What 27, 1,000 and 10,000 routes cost.", [("rounds", 5), ("seconds", 8)], numbers =>
                RoutesBenchmark.RunAsync(numbers[0], Seconds(numbers[1]))
            ),
            Verb("soak", "Half the highest rate for long, with renewals, reloads and upstream errors.", [("minutes", 30)], numbers =>
                SoakBenchmark.RunAsync(TimeSpan.FromMinutes(numbers[0]))
            ),
            report,
        };
    }

    private static TimeSpan Seconds(int number) => TimeSpan.FromSeconds(number);

    private static Command Verb(
        string name,
        string description,
        (string Name, int Default)[] numbers,
        Func<int[], Task<Measurement>> measure
    ) => Verb(name, description, numbers, (values, _) => measure(values));

    private static Command Verb(
        string name,
        string description,
        (string Name, int Default)[] numbers,
        Func<int[], ParseResult, Task<Measurement>> measure
    )
    {
        var verb = new Command(name, description);
        var arguments = Array.ConvertAll(numbers, number => new Argument<int>(number.Name) { DefaultValueFactory = _ => number.Default });
        Array.ForEach(arguments, verb.Arguments.Add);
        verb.SetAction(async line =>
        {
            var values = Array.ConvertAll(arguments, line.GetValue);
            var (tables, problems) = await measure(values, line);
            var run = new Run(
                $"{name} {string.Join(' ', values)}{Chosen(line)}",
                DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().Date),
                Machine.Describe(),
                tables
            );
            Console.Write(run.Markdown);
            if (line.GetValue(Store) is { } file)
            {
                run.Store(file);
            }
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync($"FAIL {problem}");
            }
            return problems.Count == 0 ? 0 : 1;
        });
        return verb;
    }

    /// <summary>The options of the verb's own that somebody gave.</summary>
    private static string Chosen(ParseResult line) =>
        string.Concat(
            line.CommandResult.Command.Options.Where(option => line.GetResult(option) is { Implicit: false })
                .Select(option => $" {option.Name} {line.GetResult(option)!.Tokens[0].Value}")
        );
}
