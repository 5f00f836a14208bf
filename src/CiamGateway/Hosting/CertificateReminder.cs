using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Hosting;

/// <summary>Logs once a day which certificates end soon, since a gateway may run for longer than they last.</summary>
internal sealed class CertificateReminder(CurrentConfiguration configuration, TimeProvider clock, ILogger<CertificateReminder> logger)
    : IHostedService,
        IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // What holds at the start is logged with the warnings of the configuration.
        _timer = clock.CreateTimer(static reminder => ((CertificateReminder)reminder!).Remind(), this, Interval, Interval);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer?.Dispose();

    private void Remind()
    {
        var current = configuration.Current;
        var warnings = CertificateValidity.Check(current.Certificates, clock.GetUtcNow(), CertificateValidity.Notice);
        ConfigurationWarnings.Log(logger, warnings.Select(current.Origins.Locate));
    }
}
