using System.ComponentModel;

namespace CiamGateway.Configuration;

/// <summary>One OAuth client: where it asks for access tokens, how it proves who it is, how long it waits.</summary>
internal sealed class TokenClientOptions
{
    [Description("The authorization server's token endpoint (RFC 6749 §3.2). https, or http on loopback.")]
    public string? TokenEndpoint { get; set; }

    [Description("The client identifier (RFC 6749 §2.2).")]
    public string? ClientId { get; set; }

    [Description("How the client authenticates: client_secret_basic (default) or client_secret_post.")]
    public string ClientAuthentication { get; set; } = "client_secret_basic";

    [Description("The client secret. Better kept in a file (ClientSecretFile) or an environment variable.")]
    public string? ClientSecret { get; set; }

    [Description("A file that holds the client secret; one line end after it is ignored.")]
    public string? ClientSecretFile { get; set; }

    [Description("Extra form parameters of the token request, such as audience.")]
    public Dictionary<string, string> Parameters { get; set; } = new(StringComparer.Ordinal);

    [Description("Time to establish a connection to the token endpoint. Default 2 s.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    [Description("Time for one token request, connecting and reading included. Default 3 s.")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(3);

    [Description("Time for a token request and its retries together. Default 8 s.")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(8);

    [Description("Time that a caller's request waits for a token before it is answered with 504. Default 5 s.")]
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(5);

    [Description("Retries after a token request that failed for a passing reason. Default 2.")]
    public int Retries { get; set; } = 2;

    [Description("Lifetime of a token whose answer does not state expires_in. Default 60 s.")]
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromSeconds(60);

    [Description("Longer lifetimes are cut to this. Default 24 h.")]
    public TimeSpan MaximumLifetime { get; set; } = TimeSpan.FromHours(24);

    [Description("The end of a token's life in which a new one is fetched before it is used, at most a tenth of its lifetime. Default 30 s.")]
    public TimeSpan ExpirySkew { get; set; } = TimeSpan.FromSeconds(30);
}
