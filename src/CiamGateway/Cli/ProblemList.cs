using CiamGateway.Configuration;

namespace CiamGateway.Cli;

/// <summary>Prints configuration problems, one line each.</summary>
internal static class ProblemList
{
    public static void Write(IEnumerable<ConfigurationProblem> problems, TextWriter messages)
    {
        foreach (var problem in problems)
        {
            messages.WriteLine($"{Colour.Red("error:", messages)} {problem}");
        }
    }
}
