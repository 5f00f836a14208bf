using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CiamGateway.Cli.Verbs;

namespace CiamGateway.Cli;

/// <summary>The verbs, and what they have in common.</summary>
internal static class GatewayCommandLine
{
    /// <param name="arguments">The command line.</param>
    /// <param name="streams">Where data and messages go; none for standard output and standard error.</param>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> arguments, InvocationConfiguration? streams = null)
    {
        var settings = arguments.Where(SettingArguments.IsSetting).ToList();
        var parsed = Create(settings)
            .Parse(
                [.. arguments.Where(argument => !SettingArguments.IsSetting(argument))],
                new ParserConfiguration { ResponseFileTokenReplacer = null }
            );
        streams ??= new InvocationConfiguration();
        // A host has its own rules for SIGTERM, and may take longer than this library would wait.
        streams.ProcessTerminationTimeout = null;
        if (settings.Count > 0 && parsed.CommandResult.Command is Verb and not ConfigurationVerb)
        {
            streams.Error.WriteLine($"'{settings[0]}' is a setting, and this verb does not read the configuration.");
            return WrongUsage(parsed, streams);
        }
        if (parsed.Action is ParseErrorAction errors)
        {
            errors.ShowHelp = false;
            await parsed.InvokeAsync(new InvocationConfiguration { Output = streams.Error, Error = streams.Error });
            return WrongUsage(parsed, streams);
        }
        return await parsed.InvokeAsync(streams);
    }

    public static RootCommand Create(IReadOnlyList<string> settings)
    {
        var configuration = new ConfigurationOption(settings);
        var names = new ConfiguredNames(configuration);
        var run = new RunVerb(configuration);
        var root = new RootCommand(
            """
            Stands in front of the CIAM Provisioning API and attaches to every call the OAuth access token that its route requires.
            Without a verb: run. Single settings: --Gateway:Management:Url=http://127.0.0.1:9081
            """
        )
        {
            Action = run.Action,
            Options = { configuration },
            Subcommands =
            {
                run,
                new ValidateVerb(configuration),
                new RoutesVerb(configuration),
                new ExplainVerb(configuration, names),
                new DoctorVerb(configuration),
                new InitVerb(),
                new ImportOpenApiVerb(configuration, names),
                new NewKeyVerb(names),
                new HashPasswordVerb(),
                new SchemaVerb(),
                new HealthVerb(configuration),
                new CompletionVerb(),
            },
        };
        var help = root.Options.OfType<HelpOption>().Single();
        // These are paths here.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
        help.Action = new VerbHelp((HelpAction)help.Action!);
        return root;
    }

    private static int WrongUsage(ParseResult parsed, InvocationConfiguration streams)
    {
        streams.Error.WriteLine($"Try: ciam-gateway {(parsed.CommandResult.Command is Verb verb ? $"{verb.Name} " : "")}--help");
        return ExitCode.WrongUsage;
    }
}

/// <summary>Tells settings on the command line (<c>--Section:Key=value</c>) from options and arguments of a verb.</summary>
internal static class SettingArguments
{
    private static readonly string[] Sections =
    [
        .. SectionNames.Nested.Select(name => $"{name}:"),
        .. SectionNames.Single.Select(name => $"{name}="),
    ];

    public static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal)
        && argument.Contains('=', StringComparison.Ordinal)
        && Sections.Any(section => argument.AsSpan(2).StartsWith(section, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The library's help, followed by the verb's example.</summary>
internal sealed class VerbHelp(HelpAction help) : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb verb)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {verb.Example}\n");
        }
        return ExitCode.Fine;
    }
}
