namespace CiamGateway.Tests.Support;

/// <summary>Clients that do just what they are told: no proxy, no redirects followed.</summary>
internal static class Http
{
    /// <summary>As a caller that sends this API key.</summary>
    public static HttpClient To(Uri address, string apiKey)
    {
        var client = To(address);
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", apiKey);
        return client;
    }

    public static HttpClient To(Uri address) =>
        new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                MaxConnectionsPerServer = 200,
                Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
            }
        )
        {
            BaseAddress = address,
        };
}
