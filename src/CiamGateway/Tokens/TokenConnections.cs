namespace CiamGateway.Tokens;

/// <summary>How connections to a token endpoint are made: they carry a secret, so nothing is followed or remembered.</summary>
internal static class TokenConnections
{
    /// <summary>Long enough to keep connections warm, short enough to follow a DNS change.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static HttpMessageHandler Create(TokenClient client) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = client.Options.ConnectTimeout,
        PooledConnectionLifetime = Lifetime,
    };
}
