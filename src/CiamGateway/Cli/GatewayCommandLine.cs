using System.CommandLine;
using CiamGateway.Configuration;

namespace CiamGateway.Cli;

/// <summary>The verbs, and what they have in common.</summary>
internal static class GatewayCommandLine
{
    public static RootCommand Create()
    {
        var files = new Option<FileInfo[]>("--config")
        {
            Description = "A JSON file that adds to the configuration; repeatable, later files win.",
            HelpName = "PATH",
            Recursive = true,
        };
        var root = new RootCommand("""
            Stands in front of the CIAM Provisioning API and attaches to every call the OAuth access token that its route wants.
            Without a verb: run. Single settings: --Gateway:Management:Url=http://127.0.0.1:9081
            """)
        {
            TreatUnmatchedTokensAsErrors = false,
            Options = { files },
        };
        var run = new Command("run", "Serves. Example: ciam-gateway run --config /etc/ciam-gateway/site.json") { TreatUnmatchedTokensAsErrors = false };
        root.Subcommands.Add(run);
        root.Subcommands.Add(NewKeyVerb.Create());
        root.Subcommands.Add(HashPasswordVerb.Create());
        root.SetAction(RunAsync);
        run.SetAction(RunAsync);
        return root;

        Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken) => SettingArguments.FirstThatIsNone(arguments.UnmatchedTokens) is { } unknown
            ? Task.FromResult(WrongUsage(unknown))
            : RunVerb.ExecuteAsync(
                new ConfigurationArguments
                {
                    Files = [.. (arguments.GetValue(files) ?? []).Select(file => file.FullName)],
                    Overrides = arguments.UnmatchedTokens,
                },
                cancellationToken);
    }

    private static int WrongUsage(string argument)
    {
        Console.Error.WriteLine($"ciam-gateway: '{argument}' is neither a verb, an option nor a setting. Try: ciam-gateway --help");
        return ExitCode.WrongUsage;
    }
}
