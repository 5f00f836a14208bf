using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using CiamGateway.Diagnosis;

namespace CiamGateway.Cli.Verbs;

/// <summary>
/// <c>doctor</c>: asks for every token and reaches every destination as the gateway would, and says what is wrong and what to do.
/// </summary>
internal sealed class DoctorVerb : ConfigurationVerb
{
    private readonly Option<bool> _json = new("--json") { Description = "Print everything that was found as JSON." };

    private readonly Option<double> _timeout = new("--timeout")
    {
        Description = "The time limit of each check, in seconds.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 15,
        CustomParser = ReadTimeout,
    };

    public DoctorVerb(ConfigurationOption configuration)
        : base(
            "doctor",
            "Asks for every token, reaches every destination, and says what is wrong. Exit code 0 (warnings allowed) or 1.",
            "ciam-gateway doctor --json"
        )
    {
        Options.Add(_json);
        Options.Add(_timeout);
        SetAction(
            (arguments, cancellationToken) =>
                ExamineAsync(arguments, GatewayConfiguration.Load(configuration.Read(arguments)), cancellationToken)
        );
    }

    private static double ReadTimeout(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (!double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) || seconds is not (> 0 and <= 3600))
        {
            argument.AddError($"'{text}' is not a time limit. Fix: write a number of seconds above 0 and up to 3600.");
        }
        return seconds;
    }

    private async Task<int> ExamineAsync(ParseResult arguments, GatewayConfiguration configuration, CancellationToken cancellationToken)
    {
        ProgramFolder.Tell(configuration.Arguments, arguments.InvocationConfiguration.Error);
        // The checks of certificates report them.
        var problems = (await GatewayHost.ValidateAsync(configuration)).Problems.Where(problem => !problem.IsOfValidity).ToList();
        var checks = await GatewayHost.ExamineAsync(configuration, TimeSpan.FromSeconds(arguments.GetValue(_timeout)), cancellationToken);
        var report = new DoctorReport(
            [.. problems.OrderBy(problem => problem.Severity, StringComparer.Ordinal).Select(ProblemReport.Of)],
            checks
        );
        var streams = arguments.InvocationConfiguration;
        if (arguments.GetValue(_json))
        {
            streams.Output.WriteLine(JsonSerializer.Serialize(report, CliJsonContext.Default.DoctorReport));
        }
        else
        {
            ProblemList.Write(problems, streams.Output);
            Write(checks, streams.Output);
            streams.Error.WriteLine(report.Verdict);
        }
        return report.IsFit ? ExitCode.Fine : ExitCode.FoundProblems;
    }

    private static void Write(IReadOnlyList<Check> checks, TextWriter output)
    {
        var table = new Table("STATE", "CHECK", "SEEN");
        foreach (var check in checks)
        {
            table.Add(StateOf(check), check.Subject, check.Summary);
        }
        table.Write(output, Terminal.WidthOf(output));
        output.WriteLine();
        // What is wrong with several, such as all tokens of a server that is down, is one line.
        foreach (
            var alike in checks
                .SelectMany(check => check.Findings.Select(finding => (check, finding)))
                .GroupBy(found => found.finding, found => found.check.Subject)
                .OrderBy(alike => alike.Key.Severity, StringComparer.Ordinal)
        )
        {
            output.WriteLine($"{Colour.OfSeverity(alike.Key.Severity, output)} {string.Join("; ", alike)}: {alike.Key.Text}");
        }
    }

    private static string StateOf(Check check) =>
        check.Findings.Select(finding => finding.Severity).Order(StringComparer.Ordinal).FirstOrDefault("ok");
}
