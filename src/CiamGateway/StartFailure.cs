using System.Net;
using System.Net.Sockets;
using CiamGateway.Configuration.Checking;
using CiamGateway.Listening;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry.Log;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CiamGateway;

/// <summary>
/// Says why the gateway does not start. It finds the listener that prevents it, since Kestrel's exceptions name neither address nor key.
/// </summary>
internal static partial class StartFailure
{
    /// <param name="configuration">What the start was tried with. Nothing of the gateway may listen any more.</param>
    /// <param name="exception">What the start failed with.</param>
    /// <param name="listen">Listens for a moment, and returns why that fails; null for the operating system's sockets.</param>
    public static ConfigurationProblem Explain(
        GatewayConfiguration configuration,
        Exception exception,
        Func<EndPoint, SocketError?>? listen = null
    )
    {
        var problem = configuration
            .Listeners.Select(listener => ListenerTrial.Run(listener, configuration.Root, listen).Problem)
            .FirstOrDefault(found => found is not null);
        problem ??= new ConfigurationProblem(
            "",
            $"the start failed: {ForeignText.Of(exception)}",
            "if it speaks of an endpoint or a certificate, correct the Kestrel section. Otherwise set "
                + "Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host to Error, and the log shows where it comes from."
        );
        return configuration.Origins.SourceOf(problem.Path) is null ? problem : configuration.Origins.Locate(problem);
    }

    /// <summary>Writes each problem as a line of the log, if the log is JSON.</summary>
    /// <returns>Whether it did. It does not if the configuration of the log has a problem.</returns>
    public static bool LogAsJson(GatewayConfiguration configuration, IReadOnlyCollection<ConfigurationProblem> problems)
    {
        if (problems.Any(IsOfLog))
        {
            return false;
        }
        using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => ConsoleLog.Add(logging, configuration.Root))
            .BuildServiceProvider();
        if (services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName is not ConsoleFormatterNames.Json)
        {
            return false;
        }
        // Without the filters of levels: these lines are the only ones that say why nothing runs.
        var log = services.GetServices<ILoggerProvider>().OfType<StandardErrorLog>().Single();
        var logger = log.CreateLogger(typeof(StartFailure).FullName!);
        ConfigurationWarnings.Log(logger, problems);
        foreach (var error in problems.Where(problem => problem.IsError))
        {
            LogFailed(logger, error);
        }
        return true;
    }

    private static bool IsOfLog(ConfigurationProblem problem) =>
        problem.Path.StartsWith(LoggingValidator.Section, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(1013, LogLevel.Critical, "The gateway does not start: {Problem}")]
    private static partial void LogFailed(ILogger logger, ConfigurationProblem problem);
}
