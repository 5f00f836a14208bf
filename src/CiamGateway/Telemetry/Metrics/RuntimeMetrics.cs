using System.Diagnostics.Metrics;
using Prometheus;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>Shows what the process, the runtime and Kestrel measure themselves, beside the gateway's own metrics.</summary>
internal sealed class RuntimeMetrics(GatewayMetrics metrics, IMeterFactory meters) : IHostedService, IDisposable
{
    /// <summary>An allow-list: other meters, those of HTTP clients first, have labels that grow with hosts and addresses.</summary>
    private static readonly string[] Meters = ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private static readonly double[] Seconds = [.001, .01, .1, 1, 10, 60, 600];

    private IDisposable? _adapter;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        DotNetStats.Register(metrics.Registry);
        _adapter = MeterAdapter.StartListening(
            new MeterAdapterOptions
            {
                Registry = metrics.Registry,
                MetricFactory = Prometheus.Metrics.WithCustomRegistry(metrics.Registry),
                InstrumentFilterPredicate = IsShown,
                ResolveHistogramBuckets = _ => Seconds,
            }
        );
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _adapter?.Dispose();

    /// <summary>The runtime's meter belongs to the process; a server's to one host, of which a process may have several.</summary>
    private bool IsShown(Instrument instrument) =>
        Meters.Contains(instrument.Meter.Name) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters));
}
