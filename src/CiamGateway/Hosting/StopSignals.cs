using System.Runtime.InteropServices;

namespace CiamGateway.Hosting;

/// <summary>
/// Ends the gateway in order on the first SIGTERM or SIGINT, and leaves the second one to the system, which ends it at once.
/// </summary>
internal sealed class StopSignals(IHostApplicationLifetime lifetime) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        PosixSignal[] signals = SighupReload.IsTheEnd
            ? [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP]
            : [PosixSignal.SIGTERM, PosixSignal.SIGINT];
        _registrations.AddRange(signals.Select(signal => PosixSignalRegistration.Create(signal, Stop)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !lifetime.ApplicationStopping.IsCancellationRequested;
        lifetime.StopApplication();
    }
}
