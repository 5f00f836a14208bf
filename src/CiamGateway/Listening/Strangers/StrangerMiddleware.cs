using CiamGateway.Telemetry;

namespace CiamGateway.Listening.Strangers;

/// <summary>
/// Notes when a request is under way on a connection without an authenticated caller, and whether it was served. The headers of the next
/// one are not read before all of them have arrived.
/// </summary>
internal sealed class StrangerMiddleware(RequestDelegate next, UnprovenConnections unproven, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context) =>
        unproven.Any && context.Features.Get<ListenerConnection>()?.Stranger is { } stranger
            ? ServeAsync(context, stranger)
            : next(context);

    private async Task ServeAsync(HttpContext context, StrangerConnection stranger)
    {
        stranger.RequestBegins();
        context.Response.OnStarting(AnswerBegins, context);
        var isServed = false;
        try
        {
            await next(context);
            isServed = RequestFacts.Of(context).Error is null;
        }
        finally
        {
            stranger.RequestEnds(isServed, clock.GetTimestamp());
            // The rest of a body may still have to be read; over HTTP/2, other requests share the connection.
            if (RequestBody.Of(context) is null && !HttpProtocol.IsHttp2(context.Request.Protocol))
            {
                stranger.Connection.ExpectHead(true);
            }
        }
    }

    private static Task AnswerBegins(object state)
    {
        var context = (HttpContext)state;
        if (RequestFacts.Of(context).Error is null)
        {
            context.Features.Get<ListenerConnection>()?.Stranger?.AnswerBegins();
        }
        return Task.CompletedTask;
    }
}
