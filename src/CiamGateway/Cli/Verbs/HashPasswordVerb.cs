using System.CommandLine;
using System.Text;
using CiamGateway.Callers.Passwords;

namespace CiamGateway.Cli.Verbs;

/// <summary>
/// <c>hash-password</c>: the hash of a password for the configuration. The password is read from standard input, since arguments are seen
/// by every process of the machine.
/// </summary>
internal sealed class HashPasswordVerb : Verb
{
    public HashPasswordVerb()
        : base("hash-password", "Hashes a password that it reads from standard input.", "ciam-gateway hash-password < password.txt") =>
        SetAction(arguments => Hash(arguments.InvocationConfiguration));

    private static int Hash(InvocationConfiguration streams)
    {
        var password = Console.IsInputRedirected ? FirstLine() : Typed(streams.Error);
        if (password.Length == 0)
        {
            streams.Error.WriteLine(
                "ciam-gateway: there is no password on standard input. Fix: give one: ciam-gateway hash-password < password.txt"
            );
            return ExitCode.FoundProblems;
        }
        streams.Output.WriteLine(PasswordHash.Of(Encoding.UTF8.GetBytes(password)));
        streams.Error.WriteLine("Add the hash to Passwords of the caller under Gateway:Callers; the caller's name is the user name.");
        return ExitCode.Fine;
    }

    private static string FirstLine()
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        return input.ReadLine() ?? "";
    }

    private static string Typed(TextWriter prompt)
    {
        prompt.Write("Password (not shown): ");
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key is not ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key is ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else
            {
                typed.Append(key.KeyChar);
            }
        }
        prompt.WriteLine();
        return typed.ToString();
    }
}
