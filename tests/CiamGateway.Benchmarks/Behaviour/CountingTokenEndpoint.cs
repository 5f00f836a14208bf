using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>A token endpoint in this process that counts, takes its time, and can be away.</summary>
internal sealed class CountingTokenEndpoint : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly TimeSpan _lifetime;
    private readonly TimeSpan _delay;
    private readonly ConcurrentQueue<ReceivedTokenRequest> _requests = new();
    private volatile bool _isAway;

    private CountingTokenEndpoint(TimeSpan lifetime, TimeSpan delay)
    {
        _lifetime = lifetime;
        _delay = delay;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public Uri Url =>
        new(new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/token");

    /// <summary>Whether every request is answered with 503, as by a balancer that has no server left.</summary>
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>All that have been answered.</summary>
    public IReadOnlyCollection<ReceivedTokenRequest> Requests => _requests;

    public static async Task<CountingTokenEndpoint> StartAsync(TimeSpan lifetime, TimeSpan delay)
    {
        var endpoint = new CountingTokenEndpoint(lifetime, delay);
        await endpoint._server.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var arrived = TimeProvider.System.GetTimestamp();
        var scope = (await context.Request.ReadFormAsync())["scope"].ToString();
        var isAway = _isAway;
        await Task.Delay(_delay);
        if (isAway)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                $$"""
                { "access_token": "{{Guid.NewGuid():N}}{{new string('e', 768)}}", "token_type": "Bearer",
                  "expires_in": {{_lifetime.TotalSeconds:0}} }
                """
            );
        }
        _requests.Enqueue(new ReceivedTokenRequest(scope, arrived, TimeProvider.System.GetTimestamp(), !isAway));
    }
}
