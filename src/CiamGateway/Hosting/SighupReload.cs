using System.Runtime.InteropServices;

namespace CiamGateway.Hosting;

/// <summary>
/// What SIGHUP means: the end where a terminal was closed, as for any program that runs in it, and otherwise, as daemons take it, that the
/// configuration is to be read again.
/// </summary>
internal static class SighupReload
{
    public static bool IsTheEnd => !Console.IsErrorRedirected;

    /// <returns>What ends to listen for the signal; null if it is the end.</returns>
    public static IDisposable? AsReload(Action ask) => IsTheEnd ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                ask();
            });
}
