using Microsoft.Extensions.Logging.Console;

namespace CiamGateway.Telemetry;

/// <summary>The log: one line an event on standard error, and quiet where a library would only repeat what the gateway itself says.</summary>
internal static class ConsoleLog
{
    /// <summary>What quotes requests, queries included, on its lower levels: kept quiet whatever the configuration says.</summary>
    private static readonly string[] QuotesRequests =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel.BadRequests", "Yarp.ReverseProxy.Forwarder.HttpForwarder",
    ];

    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            .AddFilter("Polly", LogLevel.Critical)
            .AddFilter("Yarp", LogLevel.Warning)
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            });
        foreach (var category in QuotesRequests)
        {
            logging.AddFilter(category, LogLevel.Error).AddFilter<ConsoleLoggerProvider>(category, LogLevel.Error);
        }
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
