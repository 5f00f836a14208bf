using System.CommandLine;
using System.Text.Json;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Forwarding.Routes;
using CiamGateway.OpenApi;
using Microsoft.OpenApi;

namespace CiamGateway.Cli.Verbs;

/// <summary><c>import-openapi</c>: makes routes from an API's description, or compares the two.</summary>
internal sealed class ImportOpenApiVerb : ConfigurationVerb
{
    private readonly Argument<FileInfo> _file = new("FILE")
    {
        Description = "An OpenAPI 3.0 or 3.1 document, YAML or JSON. Files that it refers to are read, too.",
    };
    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description =
            "The cluster that the routes go to; printed too where the configuration has none of that name. Default: the only one.",
        HelpName = "ID",
    };
    private readonly Option<string?> _tokenClient = new("--token-client")
    {
        Description = "The token client that the routes name. Default: the only one.",
        HelpName = "NAME",
    };
    private readonly Option<bool> _securityForAll = new("--security-for-all")
    {
        Description = "Give the token client to every operation for which the document names no OAuth, too.",
    };

    private readonly Option<string?> _scope = new("--scope")
    {
        Description = "With --security-for-all: the scope of these operations. Default: none.",
        HelpName = "SCOPE",
    };

    private readonly Option<string[]> _ignore = new("--ignore")
    {
        Description =
            "An operation to leave out, such as \"POST /Applications\"; repeatable. In the document: x-ciam-gateway: { serve: false }.",
        HelpName = "OPERATION",
    };
    private readonly Option<bool> _check = new("--check")
    {
        Description = "Compare the document with the configuration instead, and list where they differ. Exit code 0 or 1.",
    };
    private readonly Option<bool> _json = new("--json") { Description = "With --check: print the differences as a JSON array." };

    public ImportOpenApiVerb(ConfigurationOption configuration, ConfiguredNames names)
        : base(
            "import-openapi",
            "Prints routes for the operations of an OpenAPI document, scopes included.",
            "ciam-gateway import-openapi config/provisioning-api.yaml --check"
        )
    {
        Arguments.Add(_file);
        _cluster.CompletionSources.Add(names.Clusters);
        _tokenClient.CompletionSources.Add(names.TokenClients);
        foreach (Option option in new Option[] { _cluster, _tokenClient, _securityForAll, _scope, _ignore, _check, _json })
        {
            Options.Add(option);
        }
        _scope.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && TokenChoice.OfScope(text.Value) is { IsSaid: false } unread)
            {
                result.AddError($"--scope: {string.Join("; ", unread.Remarks)}");
            }
            if (!result.GetValue(_securityForAll))
            {
                result.AddError("--scope is for --security-for-all.");
            }
        });
        SetAction((arguments, _) => ImportAsync(arguments, GatewayConfiguration.Load(configuration.Read(arguments))));
    }

    private async Task<int> ImportAsync(ParseResult arguments, GatewayConfiguration configuration)
    {
        var errors = arguments.InvocationConfiguration.Error;
        var file = arguments.GetRequiredValue(_file).FullName;
        var document = ApiDocument.Read(file);
        if (document.Content is not { } content)
        {
            ProblemList.Write(document.Problems, errors);
            return ExitCode.FoundProblems;
        }
        if (!arguments.GetValue(_securityForAll) && !OperationSecurity.IsNamedIn(content))
        {
            ProblemList.Write([NoSecurity(file)], errors);
            return ExitCode.FoundProblems;
        }
        return arguments.GetValue(_check)
            ? await CheckAsync(content, arguments, configuration)
            : await ImportAsync(content, file, arguments, configuration);
    }

    private async Task<int> ImportAsync(OpenApiDocument document, string file, ParseResult arguments, GatewayConfiguration configuration)
    {
        var streams = arguments.InvocationConfiguration;
        if (
            Describe(document, arguments, configuration) is not var (api, cluster, isNew)
            || Choose(arguments, _tokenClient, configuration.Options.TokenClients.Keys, "token client") is not { } tokenClient
        )
        {
            return ExitCode.WrongUsage;
        }
        var routes = RouteDraft.Of(api.Operations);
        var faults = await RouteFaults.OfAsync(routes, file, configuration.Options.HeadAsGet);
        ProblemList.Write(faults, streams.Error);
        if (faults.Any(fault => fault.IsError))
        {
            return ExitCode.FoundProblems;
        }
        new RouteJson(streams.Output, cluster, tokenClient).Write(routes, isNew ? api.Server.Origin : null);
        ImportRemarks.Write(api, routes, cluster, isNew, streams.Error);
        return ExitCode.Fine;
    }

    private async Task<int> CheckAsync(OpenApiDocument document, ParseResult arguments, GatewayConfiguration configuration)
    {
        var streams = arguments.InvocationConfiguration;
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
            configuration.Options.HeadAsGet
        );
        var drift = await new DriftCheck(table, cluster).CompareAsync(api.Operations);
        if (arguments.GetValue(_json))
        {
            streams.Output.WriteLine(JsonSerializer.Serialize([.. drift], CliJsonContext.Default.ListDrift));
        }
        else
        {
            ImportRemarks.Write(drift, api, streams);
        }
        return drift.Count == 0 ? ExitCode.Fine : ExitCode.FoundProblems;
    }

    /// <returns>The operations and the cluster that they are for; null if that is unknown, which has been reported.</returns>
    private (ApiDescription Api, string Cluster, bool IsNew)? Describe(
        OpenApiDocument document,
        ParseResult arguments,
        GatewayConfiguration configuration
    )
    {
        var clusters = configuration.Root.GetSection($"{SectionNames.Proxy}:Clusters").GetChildren().ToList();
        if (Choose(arguments, _cluster, clusters.Select(cluster => cluster.Key), "cluster") is not { } name)
        {
            return null;
        }
        var cluster = clusters.Find(known => known.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return (ApiDescription.Of(document, PathOf(cluster), arguments.GetValue(_ignore) ?? [], ForAll(arguments)), name, cluster is null);
    }

    /// <returns>The token of operations for which the document names none; null if the command line does not say.</returns>
    private TokenChoice? ForAll(ParseResult arguments) =>
        arguments.GetValue(_securityForAll) ? TokenChoice.OfScope(arguments.GetValue(_scope) ?? "") : null;

    private ConfigurationProblem NoSecurity(string file) =>
        new(
            "#/security",
            "is missing: the document names no security, so that nothing says which operations take an access token.",
            $"name {_securityForAll.Name} to give all of them the token client, with {_scope.Name} if they take a scope, "
                + "or write 'security' into the document."
        )
        {
            Place = new ConfigurationPlace(file),
        };

    private static string? Choose(ParseResult arguments, Option<string?> option, IEnumerable<string> configured, string what)
    {
        var names = configured.ToList();
        if ((arguments.GetValue(option) ?? (names.Count == 1 ? names[0] : null)) is { } name)
        {
            return name;
        }
        arguments.InvocationConfiguration.Error.WriteLine(
            $"The configuration has {(names.Count == 0 ? $"no {what}" : $"several {what}s ({string.Join(", ", names)})")}. Fix: "
                + $"name one with {option.Name}."
        );
        return null;
    }

    private static string PathOf(IConfigurationSection? cluster) =>
        Uri.TryCreate(cluster?.GetSection("Destinations").GetChildren().FirstOrDefault()?["Address"], UriKind.Absolute, out var address)
            ? address.AbsolutePath
            : "";
}
