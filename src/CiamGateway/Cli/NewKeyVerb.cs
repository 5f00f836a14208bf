using System.CommandLine;
using CiamGateway.Configuration;

namespace CiamGateway.Cli;

/// <summary><c>new-key</c>: a random API key for a caller, shown once, and its hash for the configuration.</summary>
internal static class NewKeyVerb
{
    public static Command Create()
    {
        var caller = new Argument<string>("CALLER") { Description = "The caller's name under Gateway:Callers." };
        caller.Validators.Add(argument =>
        {
            if (argument.GetValue(caller) is { } name && !CallerName.IsValid(name))
            {
                argument.AddError($"'{name}' is not a caller's name. Try: {CallerName.Rule}");
            }
        });
        var verb = new Command("new-key", "Makes an API key. Example: ciam-gateway new-key payroll") { caller };
        verb.SetAction(arguments => Execute(arguments.GetRequiredValue(caller)));
        return verb;
    }

    private static int Execute(string caller)
    {
        var key = ApiKeyHash.NewKey();
        Console.Out.WriteLine($"key   {key}");
        Console.Out.WriteLine($"hash  {ApiKeyHash.Of(key)}");
        Console.Error.WriteLine($"Give the key to '{caller}', which sends it as X-Api-Key; it is kept nowhere. Add the hash to Gateway:Callers:{caller}:ApiKeys.");
        return ExitCode.Fine;
    }
}
