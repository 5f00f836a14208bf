using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>A TLS client that presents a certificate if the server asks for one.</summary>
internal sealed class CertificateClient(TestAuthority authority, X509Certificate2 certificate)
{
    private int _connections;

    /// <summary>How many connections its HTTP clients have opened.</summary>
    public int Connections => _connections;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whether the server asks.</summary>
    public async Task<bool> IsAskedAsync(Uri server)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Host, server.Port, Cancellation);
        await using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsClientAsync(Options(), Cancellation);
        return tls.IsMutuallyAuthenticated;
    }

    /// <summary>A client that keeps its connection.</summary>
    public HttpClient To(Uri server)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = Options() };
        handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(server, cancellationToken);
        return new HttpClient(handler) { BaseAddress = new UriBuilder(server) { Host = "localhost" }.Uri };
    }

    private async ValueTask<Stream> ConnectAsync(Uri server, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connections);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private SslClientAuthenticationOptions Options() =>
        new()
        {
            TargetHost = "localhost",
            AllowTlsResume = false,
            CertificateChainPolicy = TestAuthority.Trusting(authority.Root),
            ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        };
}
