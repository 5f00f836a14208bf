namespace CiamGateway.Configuration.Checking;

/// <summary>Logs the warnings of a configuration that is used all the same.</summary>
internal static partial class ConfigurationWarnings
{
    public static void Log(ILogger logger, IEnumerable<ConfigurationProblem> problems)
    {
        foreach (var warning in problems.Where(problem => !problem.IsError))
        {
            LogWarning(logger, warning);
        }
    }

    [LoggerMessage(1005, LogLevel.Warning, "{Problem}")]
    private static partial void LogWarning(ILogger logger, ConfigurationProblem problem);
}
