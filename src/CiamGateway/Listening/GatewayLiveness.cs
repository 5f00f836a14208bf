using System.Net.Security;

namespace CiamGateway.Listening;

/// <summary>Asks whether a gateway runs at an address.</summary>
internal static class GatewayLiveness
{
    /// <summary>What <c>/health/live</c> answers.</summary>
    public const string Alive = "alive\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="management">The address of a management listener; null if it cannot be asked.</param>
    public static async Task<bool> IsAliveAsync(Uri? management, CancellationToken cancellationToken)
    {
        if (management is null)
        {
            return false;
        }
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        // Only whether it answers counts, and nothing is sent that a stranger may not know.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, faults) =>
            !faults.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable);
        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            return await client.GetStringAsync(new Uri(management, "/health/live"), cancellationToken) == Alive;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}
