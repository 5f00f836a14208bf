using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CiamGateway.Cli.Verbs;

namespace CiamGateway.Cli;

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
