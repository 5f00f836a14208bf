namespace CiamGateway.Telemetry.Traces;

/// <summary>Whether spans go anywhere. Where they do not, nothing on a request's way need make them.</summary>
internal sealed record SpanExport(bool IsOn)
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    public static SpanExport Of(IConfiguration configuration) =>
        new(Endpoints.Any(endpoint => !string.IsNullOrEmpty(configuration[endpoint])));
}
