using System.Diagnostics;
using CiamGateway.Telemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CiamGateway.Telemetry.Traces;

/// <summary>
/// Tracing: every request has a W3C trace id, continued to the API; spans go to an OTLP endpoint where the standard environment variables
/// name one.
/// </summary>
internal sealed class Tracing : IHostedService, IDisposable
{
    private const string HttpServer = "Microsoft.AspNetCore";
    private static readonly string[] Sources = [HttpServer, "System.Net.Http", "Yarp.ReverseProxy", Spans.SourceName];

    /// <summary>Where nothing is exported, ids are made all the same, and a caller's wish to be sampled goes on to the API.</summary>
    private readonly ActivityListener _traceIds = new()
    {
        ShouldListenTo = source => source.Name == HttpServer,
        Sample = (ref ActivityCreationOptions<ActivityContext> request) =>
            request.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.PropagationData,
    };

    public static void Add(IServiceCollection services, SpanExport export)
    {
        if (!export.IsOn)
        {
            services.AddHostedService<Tracing>();
            return;
        }
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource
                    .Clear()
                    .AddService("ciam-gateway", serviceVersion: GatewayMetrics.Version)
                    .AddTelemetrySdk()
                    .AddEnvironmentVariableDetector()
            )
            .WithTracing(tracing => tracing.AddSource(Sources).AddProcessor(new MaskedSpans(Sources)).AddOtlpExporter());
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(_traceIds);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _traceIds.Dispose();
}
