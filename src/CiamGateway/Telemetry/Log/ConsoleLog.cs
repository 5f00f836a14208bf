using System.Text.Encodings.Web;
using System.Text.Json;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace CiamGateway.Telemetry.Log;

/// <summary>
/// The log on standard error: one line an event, JSON unless somebody watches on a terminal, and quiet where a library would only repeat
/// what the gateway itself says.
/// </summary>
internal static class ConsoleLog
{
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>What quotes requests, queries included, on its lower levels: kept quiet whatever the configuration says.</summary>
    private static readonly (string Category, LogLevel Level)[] QuotesRequests =
    [
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None),
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Error),
        ("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.Error),
    ];

    /// <summary>The levels of other categories here are only the default: the Logging section, read after it, wins.</summary>
    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
            .AddFilter("Polly", LogLevel.Critical)
            .AddFilter("Yarp", LogLevel.Warning)
            .AddFilter(RequestMetricsMiddleware.LogCategory, LogLevel.None);
        logging.Services.Configure<JsonConsoleFormatterOptions>(console =>
        {
            Format(console);
            console.JsonWriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        });
        logging.Services.Configure<SimpleConsoleFormatterOptions>(console =>
        {
            Format(console);
            console.SingleLine = true;
            // A person reads it: trace ids would push the messages out of sight.
            console.IncludeScopes = false;
            console.TimestampFormat += " ";
        });
        logging
            .Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId)
            .AddConfiguration(configuration.GetSection(LoggingValidator.Section))
            .AddConsole(console =>
            {
                console.LogToStandardErrorThreshold = LogLevel.Trace;
                console.FormatterName ??= Console.IsErrorRedirected ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
            });
        ReplaceProvider(logging.Services);
        ShowAllCharacters(logging.Services);
        foreach (var (category, level) in QuotesRequests)
        {
            logging.AddFilter(category, level).AddFilter<StandardErrorLog>(category, level);
        }
    }

    private static void ReplaceProvider(IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(ConsoleLoggerProvider)));
        services.TryAddSingleton<GatewayMetrics>();
        services.AddSingleton(provider => new LogQueue(provider.GetRequiredService<GatewayMetrics>(), StandardStream.Error.Write));
        services.AddSingleton<ILoggerProvider, StandardErrorLog>();
        services.AddHostedService<LostLog>();
    }

    private static void ShowAllCharacters(IServiceCollection services)
    {
        services.AddSingleton<ServerLogThrottle>();
        services.AddHostedService<OmittedServerLog>();
        foreach (var formatter in services.Where(service => service.ServiceType == typeof(ConsoleFormatter)).ToList())
        {
            services.Remove(formatter);
            services.AddSingleton<ConsoleFormatter>(provider => new VisibleLogFormatter(
                (ConsoleFormatter)ActivatorUtilities.CreateInstance(provider, formatter.ImplementationType!),
                provider.GetRequiredService<ServerLogThrottle>()
            ));
        }
    }

    private static void Format(ConsoleFormatterOptions console)
    {
        console.IncludeScopes = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = TimestampFormat;
    }
}

/// <summary>Logs, once standard error is read again, how many lines of the log were lost.</summary>
internal sealed partial class LostLog(LogQueue queue, ILogger<LostLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        queue.Recovered += Tell;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Tell(int count) => LogLost(logger, count);

    [LoggerMessage(
        8003,
        LogLevel.Warning,
        "{Count} line(s) of the log were lost before this one, since standard error was not read in time or could not be written. No call "
            + "waited for it. Fix: have the program that reads standard error keep up, or raise Logging:Console:MaxQueueLength"
    )]
    private static partial void LogLost(ILogger logger, int count);
}
