using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>A real API server that does with each request what the test says, and keeps what it saw of the headers.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private Upstream(RequestDelegate answer, int port, HttpProtocols protocols)
    {
        var builder = LoopbackServer.CreateBuilder(port, protocols);
        builder.WebHost.ConfigureKestrel(kestrel =>
            (kestrel.Limits.MaxRequestBodySize, kestrel.Limits.MinRequestBodyDataRate) = (null, null)
        );
        _app = builder.Build();
        _app.Run(context =>
        {
            Headers = context.Request.Headers.ToDictionary(
                header => header.Key,
                header => header.Value.ToArray(),
                StringComparer.OrdinalIgnoreCase
            );
            Method = context.Request.Method;
            Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            Interlocked.Increment(ref _requests);
            return answer(context);
        });
    }

    public Uri Address => _app.Address();

    /// <summary>The headers of the last request.</summary>
    public Dictionary<string, string?[]> Headers { get; private set; } = [];

    /// <summary>The method of the last request.</summary>
    public string? Method { get; private set; }

    /// <summary>The target of the last request, as in the request line.</summary>
    public string? Target { get; private set; }

    public int Requests => _requests;

    /// <param name="port">0 for any free one.</param>
    public static async Task<Upstream> StartAsync(RequestDelegate answer, int port = 0, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var upstream = new Upstream(answer, port, protocols);
        await upstream._app.StartAsync();
        return upstream;
    }

    /// <summary>Gives no answer until the caller gives up.</summary>
    public static Task NeverAnswerAsync(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    public ValueTask DisposeAsync() => _app.StopAndDisposeAsync();
}
