using System.CommandLine;

namespace CiamGateway.Cli.Verbs;

/// <summary>
/// <c>completion</c>: prints the script that makes a shell complete verbs, options and arguments, by asking the program itself.
/// </summary>
internal sealed class CompletionVerb : Verb
{
    public CompletionVerb()
        : base(
            "completion",
            "Prints a script for a shell to load, so that it completes this command.",
            "source <(ciam-gateway completion bash)"
        )
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.All.Keys]);
        Arguments.Add(shell);
        SetAction(arguments => arguments.InvocationConfiguration.Output.Write(CompletionScripts.All[arguments.GetRequiredValue(shell)]));
    }
}
