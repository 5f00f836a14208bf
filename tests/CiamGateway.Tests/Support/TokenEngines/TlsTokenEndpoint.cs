using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>
/// A token endpoint over TLS that demands a client certificate, knows only the authority's root, and keeps what it was shown.
/// </summary>
internal sealed class TlsTokenEndpoint : IAsyncDisposable
{
    private readonly TestAuthority _authority;
    private TlsServer _server = null!;

    private TlsTokenEndpoint(TestAuthority authority) => _authority = authority;

    public string Issuer => _server.Address.GetLeftPart(UriPartial.Authority);

    public string TokenEndpoint => $"{Issuer}/token";

    /// <summary>The thumbprints of the certificate and of the rest of the chain that the client sent last.</summary>
    public IReadOnlyList<string> Presented { get; private set; } = [];

    public Dictionary<string, string> Form { get; private set; } = [];

    public string? Path { get; private set; }

    public static async Task<TlsTokenEndpoint> StartAsync(TestAuthority authority)
    {
        var server = new TlsTokenEndpoint(authority);
        server._server = await TlsServer.StartAsync(authority, server.AnswerAsync, secure: server.DemandCertificate);
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void DemandCertificate(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, sent, _) => IsTrusted(certificate, sent!.ChainPolicy.ExtraStore);
    }

    private bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority.Root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        Presented = [certificate.Thumbprint, .. sent.Select(other => other.Thumbprint).Where(other => other != certificate.Thumbprint)];
        return chain.Build(certificate);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync(
                $$"""
                { "issuer": "{{Issuer}}", "token_endpoint": "{{TokenEndpoint}}",
                  "mtls_endpoint_aliases": { "token_endpoint": "{{Issuer}}/mtls/token" } }
                """
            );
            return;
        }
        Path = context.Request.Path;
        Form = (await context.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString());
        await context.Response.WriteAsync(TokenEngine.TokenResponse());
    }
}
