using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>
/// An authorization server that binds its tokens to the client certificate of the token request, and an API that demands a client
/// certificate and a token that is bound to it (RFC 8705 §3).
/// </summary>
internal sealed class BoundTokenServers : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Certificate, bool IsAccepted)> _calls = new();
    private int _issued;

    private BoundTokenServers() { }

    public TlsServer AuthorizationServer { get; private set; } = null!;

    public TlsServer Api { get; private set; } = null!;

    /// <summary>Whether tokens are bound; otherwise the API demands a certificate only.</summary>
    public bool Binds { get; init; } = true;

    public IReadOnlyList<string> Certificates => [.. _calls.Select(call => call.Certificate)];

    public int Refused => _calls.Count(call => !call.IsAccepted);

    public static async Task<BoundTokenServers> StartAsync(TestAuthority authority, bool binds = true)
    {
        var servers = new BoundTokenServers { Binds = binds };
        servers.AuthorizationServer = await TlsServer.StartAsync(authority, servers.IssueAsync, secure: DemandCertificate);
        servers.Api = await TlsServer.StartAsync(authority, servers.CallAsync, secure: DemandCertificate);
        return servers;
    }

    public static string Thumbprint(X509Certificate2 certificate) => Base64Url.EncodeToString(SHA256.HashData(certificate.RawData));

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await AuthorizationServer.DisposeAsync();
    }

    private static void DemandCertificate(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (_, _, _) => true;
    }

    private Task IssueAsync(HttpContext context)
    {
        var claims = Binds ? $$""" "cnf": { "x5t#S256": "{{Thumbprint(context.Connection.ClientCertificate!)}}" }, """ : "";
        var payload = $$"""{ {{claims}} "jti": "{{Interlocked.Increment(ref _issued)}}" }""";
        var token = $"{Part("""{ "alg": "RS256" }""")}.{Part(payload)}.{Part("signature")}";
        return context.Response.WriteAsync(TokenEngine.TokenResponse(token));
    }

    private async Task CallAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        var certificate = Thumbprint(context.Connection.ClientCertificate!);
        var payload = context.Request.Headers.Authorization.ToString().Split('.') is [_, var part, _]
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part))
            : "";
        var isAccepted = payload.Length > 0 && (!Binds || payload.Contains($"\"{certificate}\"", StringComparison.Ordinal));
        _calls.Enqueue((certificate, isAccepted));
        context.Response.StatusCode = isAccepted ? 200 : 401;
    }

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
