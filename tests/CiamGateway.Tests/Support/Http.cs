namespace CiamGateway.Tests.Support;

/// <summary>Clients that do just what they are told: no proxy, no redirects followed.</summary>
internal static class Http
{
    public static HttpClient To(Uri address) =>
        new(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = 200,
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        }) { BaseAddress = address };
}
