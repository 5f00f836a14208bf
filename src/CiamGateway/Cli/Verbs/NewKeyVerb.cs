using System.CommandLine;
using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;

namespace CiamGateway.Cli.Verbs;

/// <summary><c>new-key</c>: a random API key for a caller, shown once, and its hash for the configuration.</summary>
internal sealed class NewKeyVerb : Verb
{
    public NewKeyVerb(ConfiguredNames names)
        : base(
            "new-key",
            "Makes an API key for a caller: the key, shown once, and its hash for the configuration.",
            "ciam-gateway new-key payroll"
        )
    {
        var caller = new Argument<string>("CALLER") { HelpName = "CALLER", Description = "The caller's name under Gateway:Callers." };
        caller.Validators.Add(argument =>
        {
            if (argument.GetValue(caller) is { } name && !CallerName.IsValid(name))
            {
                argument.AddError($"'{name}' is not a caller's name. Fix: {CallerName.Rule}");
            }
        });
        caller.CompletionSources.Add(names.Callers);
        Arguments.Add(caller);
        SetAction(arguments => Make(arguments.GetRequiredValue(caller), arguments.InvocationConfiguration));
    }

    private static int Make(string caller, InvocationConfiguration streams)
    {
        var key = ApiKeyHash.NewKey();
        streams.Output.WriteLine($"key   {key}");
        streams.Output.WriteLine($"hash  {ApiKeyHash.Of(key)}");
        streams.Error.WriteLine(
            $"Give the key to '{caller}', which sends it as X-Api-Key; it is kept nowhere. "
                + $"Add the hash to Gateway:Callers:{caller}:ApiKeys."
        );
        return ExitCode.Fine;
    }
}
