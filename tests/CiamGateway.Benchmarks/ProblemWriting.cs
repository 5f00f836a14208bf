using BenchmarkDotNet.Attributes;
using CiamGateway.Errors;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace CiamGateway.Benchmarks;

/// <summary>What the gateway's own errors cost, beside a request that has none.</summary>
[MemoryDiagnoser]
public class ProblemWriting
{
    private readonly GatewayError _error = new(
        Problems.TokenUnavailable,
        "The authorization server does not answer. Nothing was sent to the API.",
        TimeSpan.FromSeconds(2)
    );
    private ErrorWriter _writer = null!;
    private ErrorWriter _quiet = null!;

    [GlobalSetup]
    public void Setup()
    {
        var metrics = new GatewayMetrics();
        _quiet = new ErrorWriter(_ => Task.CompletedTask, metrics, TimeProvider.System, NullLogger<ErrorWriter>.Instance);
        _writer = new ErrorWriter(Fail, metrics, TimeProvider.System, NullLogger<ErrorWriter>.Instance);
    }

    [Benchmark(Baseline = true)]
    public Task NoProblem() => _quiet.InvokeAsync(Request(accept: "application/json"));

    [Benchmark]
    public Task ProblemDetails() => _writer.InvokeAsync(Request(accept: "application/json"));

    [Benchmark]
    public Task ScimError() => _writer.InvokeAsync(Request(accept: "application/scim+json"));

    private Task Fail(HttpContext context)
    {
        context.Fail(_error);
        return Task.CompletedTask;
    }

    private static DefaultHttpContext Request(string accept)
    {
        var context = new DefaultHttpContext
        {
            Request =
            {
                Method = "GET",
                Path = "/Domains",
                Headers = { Accept = accept },
            },
        };
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        return context;
    }
}
