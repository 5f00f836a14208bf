using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>A real API server that speaks HTTP/2 without TLS, and holds a character for each byte of a header.</summary>
internal sealed class Http2Upstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Http2Upstream(WebApplication app) => _app = app;

    public Uri Address => _app.Address();

    /// <summary>The settings of a gateway that speaks HTTP/2 to it.</summary>
    public static Dictionary<string, string?> Settings =>
        new()
        {
            ["ReverseProxy:Clusters:provisioning:HttpRequest:Version"] = "2",
            ["ReverseProxy:Clusters:provisioning:HttpRequest:VersionPolicy"] = "RequestVersionExact",
        };

    public static async Task<Http2Upstream> StartAsync(RequestDelegate answer, Action<KestrelServerOptions>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
                kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
                configure?.Invoke(kestrel);
                kestrel.Listen(System.Net.IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);
            });
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new Http2Upstream(app);
    }

    public ValueTask DisposeAsync() => _app.StopAndDisposeAsync();
}
