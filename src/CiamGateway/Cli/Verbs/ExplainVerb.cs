using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Forwarding.Explanation;

namespace CiamGateway.Cli.Verbs;

/// <summary><c>explain</c>: what the gateway would do with a request, and why, by its own pipeline. Sends nothing.</summary>
internal sealed class ExplainVerb : ConfigurationVerb
{
    private readonly Argument<string> _method = new("METHOD")
    {
        HelpName = "METHOD",
        Description = "The request's method, in capital letters.",
    };
    private readonly Argument<string> _path = new("PATH")
    {
        HelpName = "PATH",
        Description = "Its path, with its query where it has one, as in a request line.",
    };
    private readonly Option<string?> _caller = new("--caller")
    {
        Description =
            "Who calls: a name under Gateway:Callers. Default: somebody on this machine, with no credentials but those of --header.",
        HelpName = "NAME",
    };
    private readonly Option<KeyValuePair<string, string>[]> _headers = new("--header")
    {
        Description = "A header of the request; repeatable. Credentials are judged as the gateway does.",
        HelpName = "\"NAME: VALUE\"",
        CustomParser = ReadHeaders,
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print the explanation as JSON." };

    public ExplainVerb(ConfigurationOption configuration, ConfiguredNames names)
        : base(
            "explain",
            "Tells what the gateway would do with a request, and why. Sends nothing. Exit code 0 (it would be forwarded) or 1.",
            "ciam-gateway explain DELETE /Domains/42 --caller ops-console"
        )
    {
        _method.Validators.Add(RefuseWhatIsNoMethod);
        _method.CompletionSources.Add(names.Methods);
        _path.CompletionSources.Add(names.Paths);
        _caller.CompletionSources.Add(names.Callers);
        Arguments.Add(_method);
        Arguments.Add(_path);
        foreach (Option option in new Option[] { _caller, _headers, _json })
        {
            Options.Add(option);
        }
        SetAction((arguments, _) => ExplainAsync(arguments, configuration.Read(arguments)));
    }

    private async Task<int> ExplainAsync(ParseResult arguments, ConfigurationArguments sources)
    {
        var streams = arguments.InvocationConfiguration;
        var judged = await JudgedConfiguration.ReadAsync(sources, streams.Error);
        if (!judged.HasSoundRoutes)
        {
            return ExitCode.FoundProblems;
        }
        var callers = judged.Configuration.Gateway.Access.Callers;
        var name = arguments.GetValue(_caller);
        if (name is not null && !callers.ContainsKey(name))
        {
            streams.Error.WriteLine(
                $"'{name}' is not a caller. Fix: {NearestCaller(name, [.. callers.Keys.Order(StringComparer.Ordinal)])}"
            );
            return ExitCode.WrongUsage;
        }
        var explanation = await DryRunGateway.ExplainAsync(
            judged.Configuration,
            new DryRunRequest(
                arguments.GetRequiredValue(_method),
                arguments.GetRequiredValue(_path),
                name is null ? null : callers[name],
                arguments.GetValue(_headers) ?? []
            )
        );
        if (arguments.GetValue(_json))
        {
            streams.Output.WriteLine(JsonSerializer.Serialize(explanation, CliJsonContext.Default.RequestExplanation));
        }
        else
        {
            new ExplanationText(streams.Output).Write(explanation);
        }
        return judged.IsSound && explanation.Forwarded ? ExitCode.Fine : ExitCode.FoundProblems;
    }

    private static void RefuseWhatIsNoMethod(ArgumentResult argument)
    {
        const string marks = "!#$%&'*+-.^_`|~";
        var method = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (
            method.Length == 0
            || !method.All(character => char.IsAsciiLetterOrDigit(character) || marks.Contains(character, StringComparison.Ordinal))
        )
        {
            argument.AddError($"'{method}' is not a method. Fix: write one such as GET.");
        }
    }

    private static KeyValuePair<string, string>[] ReadHeaders(ArgumentResult argument)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var text in argument.Tokens.Select(token => token.Value))
        {
            if (text.Split(':', 2) is [{ Length: > 0 } name, var value] && !name.Any(char.IsWhiteSpace))
            {
                headers.Add(new(name, value.Trim()));
            }
            else
            {
                argument.AddError($"'{text}' is not a header. Fix: write one such as --header \"Accept: application/json\"");
            }
        }
        return [.. headers];
    }

    private static string NearestCaller(string name, string[] known) =>
        NearestName.Of(name, known) is { } nearest ? $"write '{nearest}'."
        : known.Length > 0 ? $"write one of {string.Join(", ", known)}."
        : "define it under Gateway:Callers.";
}
