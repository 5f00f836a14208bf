using System.CommandLine;
using System.Text;
using CiamGateway.Configuration;

namespace CiamGateway.Cli;

/// <summary><c>hash-password</c>: the hash of a password for the configuration. The password is read from standard input, since arguments are seen by every process of the machine.</summary>
internal static class HashPasswordVerb
{
    public static Command Create()
    {
        var verb = new Command("hash-password", "Hashes a password that it reads from standard input. Example: ciam-gateway hash-password < password.txt");
        verb.SetAction(_ => Execute());
        return verb;
    }

    private static int Execute()
    {
        var password = Console.IsInputRedirected ? FirstLine() : Typed();
        if (password.Length == 0)
        {
            Console.Error.WriteLine("ciam-gateway: there is no password on standard input. Try: ciam-gateway hash-password < password.txt");
            return ExitCode.FoundProblems;
        }
        Console.Out.WriteLine(PasswordHash.Of(Encoding.UTF8.GetBytes(password)));
        Console.Error.WriteLine("Add the hash to Passwords of the caller under Gateway:Callers; the caller's name is the user name.");
        return ExitCode.Fine;
    }

    private static string FirstLine()
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        return input.ReadLine() ?? "";
    }

    private static string Typed()
    {
        Console.Error.Write("Password (not shown): ");
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
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
