using CiamGateway.Configuration;

namespace CiamGateway.Cli;

/// <summary>Prints configuration problems, one line each, on standard error.</summary>
internal static class ProblemList
{
    public static void Write(IReadOnlyCollection<ConfigurationProblem> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine($"error: {problem}");
        }
        Console.Error.WriteLine($"ciam-gateway: the configuration has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}; nothing was started.");
    }
}
