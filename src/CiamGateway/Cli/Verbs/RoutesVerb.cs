using System.CommandLine;
using System.Text.Json;
using CiamGateway.Callers.Policies;
using CiamGateway.Configuration.Loading;
using CiamGateway.Forwarding.Routes;

namespace CiamGateway.Cli.Verbs;

/// <summary><c>routes</c>: lists the routes with their token and the callers that they admit.</summary>
internal sealed class RoutesVerb : ConfigurationVerb
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the routes as a JSON array." };

    public RoutesVerb(ConfigurationOption configuration)
        : base("routes", "Lists the routes with their token and the callers that they admit. Exit code 0 or 1.", "ciam-gateway routes")
    {
        Options.Add(_json);
        SetAction((arguments, _) => ListAsync(configuration.Read(arguments), arguments.GetValue(_json), arguments.InvocationConfiguration));
    }

    private static async Task<int> ListAsync(ConfigurationArguments arguments, bool asJson, InvocationConfiguration streams)
    {
        var judged = await JudgedConfiguration.ReadAsync(arguments, streams.Error);
        if (judged.HasSoundRoutes)
        {
            var configuration = judged.Configuration.Gateway;
            await using var table = new RouteTable(
                judged.Configuration.ReadableProxy,
                configuration.TokenClientNames,
                configuration.Options.HeadAsGet
            );
            var routes = table
                .Routes.OrderBy(route => route.Path, StringComparer.Ordinal)
                .Select(route => (Route: route, Admitted: AdmittedCallers.Of(route.Policy, configuration.Access)))
                .ToList();
            if (asJson)
            {
                streams.Output.WriteLine(
                    JsonSerializer.Serialize(
                        [.. routes.Select(entry => RouteReport.Of(entry.Route, entry.Admitted))],
                        CliJsonContext.Default.ListRouteReport
                    )
                );
            }
            else
            {
                RouteTableText.Write(routes, streams.Output, Terminal.WidthOf(streams.Output));
            }
        }
        return judged.IsSound ? ExitCode.Fine : ExitCode.FoundProblems;
    }
}
