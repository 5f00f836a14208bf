using System.CommandLine;
using System.Text.Json;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Cli.Verbs;

/// <summary><c>validate</c>: judges the whole configuration offline and reports every problem at once.</summary>
internal sealed class ValidateVerb : ConfigurationVerb
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the problems as a JSON array." };

    public ValidateVerb(ConfigurationOption configuration)
        : base("validate", "Checks the whole configuration, offline. Exit code 0 (warnings allowed) or 1.", "ciam-gateway validate --json")
    {
        Options.Add(_json);
        SetAction(
            (arguments, _) => ValidateAsync(configuration.Read(arguments), arguments.GetValue(_json), arguments.InvocationConfiguration)
        );
    }

    private static async Task<int> ValidateAsync(ConfigurationArguments arguments, bool asJson, InvocationConfiguration streams)
    {
        ProgramFolder.Tell(arguments, streams.Error);
        var problems = (await GatewayHost.ValidateAsync(GatewayConfiguration.Load(arguments))).Problems;
        if (asJson)
        {
            var reports = problems.OrderBy(problem => problem.Severity, StringComparer.Ordinal).Select(ProblemReport.Of).ToList();
            streams.Output.WriteLine(JsonSerializer.Serialize(reports, CliJsonContext.Default.ListProblemReport));
        }
        else
        {
            ProblemList.Write(problems, streams.Output);
            streams.Error.WriteLine(
                problems.Count == 0 ? "The configuration is valid." : $"The configuration has {ProblemList.Count(problems)}."
            );
        }
        return problems.Any(problem => problem.IsError) ? ExitCode.FoundProblems : ExitCode.Fine;
    }
}
