using System.Net;
using System.Security.Cryptography.X509Certificates;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>A real server over TLS with a certificate of the test's choice, that does with each request what the test says.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private TlsServer(
        TestAuthority authority,
        X509Certificate2 certificate,
        RequestDelegate answer,
        Action<HttpsConnectionAdapterOptions>? secure
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
                    {
                        https.ServerCertificate = certificate;
                        https.ServerCertificateChain = [authority.Intermediate];
                        secure?.Invoke(https);
                    })));
        _app = builder.Build();
        _app.Run(context =>
        {
            Interlocked.Increment(ref _requests);
            return answer(context);
        });
    }

    public int Port => _app.Address().Port;

    public Uri Address => new($"https://localhost:{Port}");

    public int Requests => _requests;

    /// <param name="secure">Further options, such as whether clients need a certificate.</param>
    public static async Task<TlsServer> StartAsync(
        TestAuthority authority,
        RequestDelegate answer,
        X509Certificate2? certificate = null,
        Action<HttpsConnectionAdapterOptions>? secure = null
    )
    {
        var server = new TlsServer(authority, certificate ?? authority.Issue("localhost"), answer, secure);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Answers every request with a token.</summary>
    public static Task AnswerWithTokenAsync(HttpContext context) => context.Response.WriteAsync(TokenEngine.TokenResponse());

    public ValueTask DisposeAsync() => _app.StopAndDisposeAsync();
}
