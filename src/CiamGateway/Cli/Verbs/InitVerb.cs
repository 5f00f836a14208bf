using System.CommandLine;
using System.CommandLine.Parsing;
using CiamGateway.Configuration.Loading;
using CiamGateway.OpenApi;

namespace CiamGateway.Cli.Verbs;

/// <summary>
/// <c>init</c>: writes a commented configuration for one API. It asks nothing, and overwrites nothing without <c>--force</c>.
/// </summary>
internal sealed class InitVerb : Verb
{
    private readonly Option<Uri?> _tokenEndpoint = Address("--token-endpoint", "The token endpoint of the authorization server.");
    private readonly Option<Uri?> _issuer = Address("--issuer", "Instead of it: the issuer, whose metadata names the token endpoint.");
    private readonly Option<string?> _clientId = new("--client-id") { Description = "The gateway's OAuth client ID.", HelpName = "ID" };
    private readonly Option<Uri?> _api = Address("--api", "The address of the API. Default: the server of the OpenAPI document.");
    private readonly Option<FileInfo?> _document = new("--openapi")
    {
        Description = "The OpenAPI document of the API, YAML or JSON. Each of its operations becomes a route.",
        HelpName = "FILE",
    };
    private readonly Option<DirectoryInfo?> _folder = new("--output")
    {
        Description = "The folder to write into. Default: the working directory.",
        HelpName = "FOLDER",
    };
    private readonly Option<bool> _force = new("--force") { Description = "Overwrite appsettings.json and routes.json." };

    public InitVerb()
        : base(
            "init",
            "Writes a commented configuration for your own API, which validate accepts. Exit code 0 or 1.",
            "ciam-gateway init --token-endpoint https://sso.example.com/as/token.oauth2 --client-id my-client --api https://api.example.com"
        )
    {
        foreach (Option option in new Option[] { _tokenEndpoint, _issuer, _clientId, _api, _document, _folder, _force })
        {
            Options.Add(option);
        }
        Validators.Add(command =>
        {
            if (command.GetResult(_tokenEndpoint) is not null && command.GetResult(_issuer) is not null)
            {
                command.AddError("--token-endpoint and --issuer exclude each other. Fix: keep one of them.");
            }
        });
        SetAction((arguments, _) => WriteAsync(arguments));
    }

    private async Task<int> WriteAsync(ParseResult arguments)
    {
        var streams = arguments.InvocationConfiguration;
        var folder = arguments.GetValue(_folder)?.FullName ?? Directory.GetCurrentDirectory();
        var existing = new[] { StartingConfiguration.SettingsFile, StartingConfiguration.RouteFile }
            .Select(file => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
        if (existing is not null && !arguments.GetValue(_force))
        {
            streams.Error.WriteLine(
                $"'{existing}' exists, and nothing was written. Fix: give --output FOLDER, or --force to overwrite it."
            );
            return ExitCode.FoundProblems;
        }
        if (await ReadAsync(arguments, streams.Error) is not { } start || !await IsValidAsync(start, streams.Error))
        {
            return ExitCode.FoundProblems;
        }
        try
        {
            Write(start, folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            streams.Error.WriteLine(
                $"'{folder}' cannot be written by the user '{ProcessUser.Name}'. Fix: name another folder with --output."
            );
            return ExitCode.FoundProblems;
        }
        Tell(start, folder, streams);
        return ExitCode.Fine;
    }

    /// <returns>Null, and why, if the OpenAPI document cannot be used.</returns>
    private async Task<StartingConfiguration?> ReadAsync(ParseResult arguments, TextWriter errors)
    {
        IReadOnlyList<RouteDraft> routes = [];
        var api = arguments.GetValue(_api);
        if (arguments.GetValue(_document) is { FullName: var file })
        {
            var document = ApiDocument.Read(file);
            if (document.Content is not { } content)
            {
                ProblemList.Write(document.Problems, errors);
                return null;
            }
            // Without any security in the document, all operations need the token.
            var forAll = OperationSecurity.IsNamedIn(content) ? null : TokenChoice.OfScope("");
            var described = ApiDescription.Of(content, api?.AbsolutePath ?? "", [], forAll);
            routes = RouteDraft.Of(described.Operations);
            var faults = await RouteFaults.OfAsync(routes, file, servesHeadAsGet: false);
            ProblemList.Write(faults, errors);
            if (faults.Any(fault => fault.IsError))
            {
                return null;
            }
            api ??= described.Server.Origin;
        }
        var issuer = arguments.GetValue(_issuer);
        return new StartingConfiguration(
            issuer is null ? "TokenEndpoint" : "Issuer",
            issuer ?? arguments.GetValue(_tokenEndpoint) ?? new Uri("https://sso.example.com/as/token.oauth2"),
            arguments.GetValue(_clientId) ?? "my-client",
            api ?? new Uri("https://api.example.com/"),
            routes
        );
    }

    /// <summary>Checks the files in a temporary folder before any is written to its place.</summary>
    private static async Task<bool> IsValidAsync(StartingConfiguration start, TextWriter errors)
    {
        var trial = Directory.CreateTempSubdirectory("ciam-gateway-init-");
        try
        {
            Write(start, trial.FullName);
            var arguments = new ConfigurationArguments { ContentRoot = trial.FullName, ReadEnvironment = false };
            var found = (await GatewayHost.ValidateAsync(GatewayConfiguration.Load(arguments))).Errors;
            ProblemList.Write(found, errors);
            return found.Count == 0;
        }
        finally
        {
            trial.Delete(recursive: true);
        }
    }

    /// <summary>A secret that is there already is kept.</summary>
    private static void Write(StartingConfiguration start, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, StartingConfiguration.SettingsFile), start.Settings);
        File.WriteAllText(Path.Combine(folder, StartingConfiguration.RouteFile), start.RouteText);
        var secret = Path.Combine(folder, StartingConfiguration.SecretFile);
        if (!File.Exists(secret))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }
            using var writer = new StreamWriter(secret, options);
            writer.Write(StartingConfiguration.SecretPlaceholder);
        }
    }

    private static void Tell(StartingConfiguration start, string folder, InvocationConfiguration streams)
    {
        foreach (
            var file in new[] { StartingConfiguration.SettingsFile, StartingConfiguration.RouteFile, StartingConfiguration.SecretFile }
        )
        {
            streams.Output.WriteLine(Path.Combine(folder, file));
        }
        var incomplete = start.Routes.Count(route => !route.IsComplete);
        streams.Error.WriteLine(
            $"""

            Next, in '{folder}':
              1. write the client secret into {StartingConfiguration.SecretFile}
              2. {(
                incomplete == 0 ? "look through" : $"complete {incomplete} route(s) that are comments in"
            )} {StartingConfiguration.RouteFile}
              3. ciam-gateway validate
              4. ciam-gateway doctor
              5. ciam-gateway
            """
        );
    }

    private static Option<Uri?> Address(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "URL",
            CustomParser = result => ReadAddress(name, result),
        };

    private static Uri? ReadAddress(string name, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }
        result.AddError($"'{text}' is not an address. Fix: write an address, such as {name} https://api.example.com/");
        return null;
    }
}
