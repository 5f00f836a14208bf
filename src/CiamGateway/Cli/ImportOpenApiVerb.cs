using System.CommandLine;
using System.Text.Json;
using CiamGateway.Configuration;
using CiamGateway.Forwarding;
using CiamGateway.OpenApi;
using Microsoft.OpenApi;

namespace CiamGateway.Cli;

/// <summary><c>import-openapi</c>: makes routes from an API's description, or compares the two.</summary>
internal sealed class ImportOpenApiVerb : ConfigurationVerb
{
    private readonly Argument<FileInfo> _file = new("FILE") { Description = "An OpenAPI 3.0 or 3.1 document, YAML or JSON." };
    private readonly Option<string?> _cluster = new("--cluster") { Description = "The cluster that the routes go to; printed too where the configuration has none of that name. Default: the only one.", HelpName = "ID" };
    private readonly Option<string?> _tokenClient = new("--token-client") { Description = "The token client that the routes name. Default: the only one.", HelpName = "NAME" };
    private readonly Option<string[]> _ignore = new("--ignore") { Description = "An operation to leave out, such as \"POST /Applications\"; repeatable. In the document: x-ciam-gateway: { serve: false }.", HelpName = "OPERATION" };
    private readonly Option<bool> _check = new("--check") { Description = "Compare the document with the configuration instead, and list where they differ. Exit code 0 or 1." };
    private readonly Option<bool> _json = new("--json") { Description = "With --check: print the differences as a JSON array." };

    public ImportOpenApiVerb(ConfigurationOption configuration)
        : base("import-openapi", "Prints routes for the operations of an OpenAPI document, scopes included.", "ciam-gateway import-openapi config/provisioning-api.yaml --check")
    {
        Arguments.Add(_file);
        foreach (Option option in new Option[] { _cluster, _tokenClient, _ignore, _check, _json })
        {
            Options.Add(option);
        }
        SetAction((arguments, _) => ImportAsync(arguments, GatewayConfiguration.Load(configuration.Read(arguments))));
    }

    private async Task<int> ImportAsync(ParseResult arguments, GatewayConfiguration configuration)
    {
        var streams = arguments.InvocationConfiguration;
        var document = ApiDocument.Read(arguments.GetRequiredValue(_file).FullName);
        if (document.Content is not { } content)
        {
            ProblemList.Write(document.Problems, streams.Error);
            return ExitCode.FoundProblems;
        }
        return arguments.GetValue(_check) ? await CheckAsync(content, arguments, configuration) : Import(content, arguments, configuration);
    }

    private int Import(OpenApiDocument document, ParseResult arguments, GatewayConfiguration configuration)
    {
        var streams = arguments.InvocationConfiguration;
        if (Describe(document, arguments, configuration) is not var (api, cluster, isNew)
            || Choose(arguments, _tokenClient, configuration.Options.TokenClients.Keys, "token client") is not { } tokenClient)
        {
            return ExitCode.WrongUsage;
        }
        var routes = RouteDraft.Of(api.Operations);
        new RouteJson(streams.Output, cluster, tokenClient).Write(routes, isNew ? api.Server.Origin : null);
        foreach (var route in routes.Where(route => route is { Extension.IsServed: true, IsComplete: false }))
        {
            streams.Error.WriteLine($"{Colour.Yellow("warning:", streams.Error)} {string.Join(", ", route.Methods)} {route.Path}: {string.Join("; ", route.Token.Remarks)}. Try: write its scope where the output has it as a comment.");
        }
        if (isNew && api.Server.Origin is null)
        {
            streams.Error.WriteLine($"{Colour.Yellow("warning:", streams.Error)} the document names no server. Try: define the cluster '{cluster}' under ReverseProxy:Clusters.");
        }
        streams.Error.WriteLine($"{routes.Count(route => route.IsComplete)} route(s) for {routes.Where(route => route.IsComplete).Sum(route => route.Methods.Count)} of {api.Operations.Count} operation(s).");
        return ExitCode.Fine;
    }

    private async Task<int> CheckAsync(OpenApiDocument document, ParseResult arguments, GatewayConfiguration configuration)
    {
        var (streams, asJson) = (arguments.InvocationConfiguration, arguments.GetValue(_json));
        var judged = new JudgedConfiguration(await GatewayHost.ValidateAsync(configuration));
        if (!judged.HasSoundRoutes)
        {
            judged.Report(streams.Error);
            return ExitCode.FoundProblems;
        }
        if (Describe(document, arguments, configuration) is not var (api, cluster, _))
        {
            return ExitCode.WrongUsage;
        }
        await using var table = new RouteTable(
            judged.Configuration.ReadableProxy,
            configuration.TokenClientNames,
            configuration.Options.HeadAsGet);
        var drift = await new DriftCheck(table, cluster).CompareAsync(api.Operations);
        if (asJson)
        {
            streams.Output.WriteLine(JsonSerializer.Serialize([.. drift], CliJsonContext.Default.ListDrift));
        }
        else if (drift.Count > 0)
        {
            var rows = new Table("DIFFERENCE", "METHOD", "PATH", "ROUTE", "DOCUMENT", "CONFIGURATION");
            foreach (var entry in drift)
            {
                rows.Add(entry.Kind.Replace('_', ' '), entry.Method, entry.Path, entry.Route ?? "-", entry.Document ?? "-", entry.Configuration ?? "-");
            }
            rows.Write(streams.Output, Terminal.WidthOf(streams.Output));
        }
        if (!asJson)
        {
            streams.Error.WriteLine(drift.Count == 0
                ? $"The routes fit the document: {api.Operations.Count} operations."
                : $"The routes and the document differ in {drift.Count} place{(drift.Count == 1 ? "" : "s")}.");
        }
        return drift.Count == 0 ? ExitCode.Fine : ExitCode.FoundProblems;
    }

    /// <returns>The operations and the cluster that they are for; nothing where that cannot be told, which has been said.</returns>
    private (ApiDescription Api, string Cluster, bool IsNew)? Describe(OpenApiDocument document, ParseResult arguments, GatewayConfiguration configuration)
    {
        var clusters = configuration.Root.GetSection($"{SectionNames.Proxy}:Clusters").GetChildren().ToList();
        if (Choose(arguments, _cluster, clusters.Select(cluster => cluster.Key), "cluster") is not { } name)
        {
            return null;
        }
        var cluster = clusters.Find(known => known.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return (ApiDescription.Of(document, PathOf(cluster), arguments.GetValue(_ignore) ?? []), name, cluster is null);
    }

    private static string? Choose(ParseResult arguments, Option<string?> option, IEnumerable<string> configured, string what)
    {
        var names = configured.ToList();
        if ((arguments.GetValue(option) ?? (names.Count == 1 ? names[0] : null)) is { } name)
        {
            return name;
        }
        arguments.InvocationConfiguration.Error.WriteLine($"The configuration has {(names.Count == 0 ? $"no {what}" : $"several {what}s ({string.Join(", ", names)})")}. Try: name one with {option.Name}.");
        return null;
    }

    private static string PathOf(IConfigurationSection? cluster) =>
        Uri.TryCreate(cluster?.GetSection("Destinations").GetChildren().FirstOrDefault()?["Address"], UriKind.Absolute, out var address) ? address.AbsolutePath : "";
}
