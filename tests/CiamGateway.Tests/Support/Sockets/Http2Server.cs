using System.Net;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>A server that speaks HTTP/2 alone, without TLS (RFC 9113 §3.3), or HTTP/1.1 alone.</summary>
internal sealed class Http2Server : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private Http2Server(RequestDelegate answer, HttpProtocols protocol)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocol));
        _app = builder.Build();
        _app.Run(context =>
        {
            Interlocked.Increment(ref _requests);
            return answer(context);
        });
    }

    public int Port => _app.Address().Port;

    public int Requests => _requests;

    /// <summary>The settings with which the gateway speaks this protocol to the cluster 'provisioning'.</summary>
    public static Dictionary<string, string?> SettingsFor(HttpProtocols protocol) =>
        new()
        {
            ["ReverseProxy:Clusters:provisioning:HttpRequest:Version"] = protocol is HttpProtocols.Http2 ? "2" : "1.1",
            ["ReverseProxy:Clusters:provisioning:HttpRequest:VersionPolicy"] = "RequestVersionExact",
        };

    public static async Task<Http2Server> StartAsync(RequestDelegate answer, HttpProtocols protocol = HttpProtocols.Http2)
    {
        var server = new Http2Server(answer, protocol);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.StopAndDisposeAsync();
}
