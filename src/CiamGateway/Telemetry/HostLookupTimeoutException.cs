using System.Globalization;
using System.Net.Sockets;

namespace CiamGateway.Telemetry;

/// <summary>A host name was still being resolved when the time for a connection was over.</summary>
/// <param name="waited">How long DNS had been asked for.</param>
internal sealed class HostLookupTimeoutException(string host, TimeSpan waited)
    : SocketException((int)SocketError.TimedOut, Describe(host, waited))
{
    public string Host => host;

    /// <summary>The host name and how long DNS took, as a clause.</summary>
    public string Clause { get; } = Describe(host, waited);

    /// <returns>The exception, however deep it is in another; null if there is none.</returns>
    public static HostLookupTimeoutException? In(Exception? exception) =>
        exception switch
        {
            null or HostLookupTimeoutException => (HostLookupTimeoutException?)exception,
            AggregateException several => several.InnerExceptions.Select(In).FirstOrDefault(found => found is not null),
            _ => In(exception.InnerException),
        };

    private static string Describe(string host, TimeSpan waited) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the host name '{host}' took longer than {Math.Round(waited.TotalSeconds, 1)} s to resolve"
        );
}
