using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Listening;

/// <summary>
/// Reads what an answer left unread of its request's body. Kestrel does so for 5 s only, within the size limit, and then resets the
/// connection: callers that send everything before they read would see a broken pipe in place of the answer.
/// </summary>
internal sealed class UnreadBodyMiddleware(
    RequestDelegate next,
    UnreadRequests unread,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
)
{
    public Task InvokeAsync(HttpContext context)
    {
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && !IsTunnel(context);
        if (!hasBody && !unread.Any)
        {
            return next(context);
        }
        var connection = ConnectionOf(context);
        if (connection is { HasUnreadRequest: true })
        {
            // These bytes belong to the body of the request before, whose caller has left or sent too much.
            context.Abort();
            return Task.CompletedTask;
        }
        return hasBody ? ServeAsync(context, connection) : next(context);
    }

    /// <returns>Null over HTTP/2, where other requests share the connection and bodies cannot run into each other.</returns>
    private static ListenerConnection? ConnectionOf(HttpContext context) =>
        HttpProtocol.IsHttp2(context.Request.Protocol) ? null : context.Features.Get<ListenerConnection>();

    private static bool IsTunnel(HttpContext context) => context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private async Task ServeAsync(HttpContext context, ListenerConnection? connection)
    {
        var body = RequestBody.Replace(context);
        if (context.Request.Headers.Expect.Count > 0 && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.OnStarting(CloseIfNotAskedFor, context);
        }
        await next(context);
        if (body.IsAtEnd)
        {
            connection?.ExpectHead(true);
            return;
        }
        connection?.HasUnreadRequest = true;
        if (context.RequestAborted.IsCancellationRequested || connection is { IsEnded: true })
        {
            context.Abort();
            return;
        }
        await context.Response.CompleteAsync();
        using var time = new CancellationTokenSource(Lingering.MaximumTime, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(time.Token, context.RequestAborted, lifetime.ApplicationStopping);
        if (await body.DrainAsync(end.Token))
        {
            connection?.HasUnreadRequest = false;
            connection?.ExpectHead(true);
        }
    }

    /// <summary>
    /// It is unknown whether a caller sends a body that it was not asked for, so what follows might be taken for a request.
    /// </summary>
    private static Task CloseIfNotAskedFor(object state)
    {
        var context = (HttpContext)state;
        if (RequestBody.Of(context) is { IsStarted: false })
        {
            context.Response.Headers.Connection = "close";
        }
        return Task.CompletedTask;
    }
}

/// <summary>
/// Counts the connections with an unread request, so that other requests need not look at their connection while there are none.
/// </summary>
internal sealed class UnreadRequests
{
    private int _count;

    public bool Any => Volatile.Read(ref _count) > 0;

    public void Add() => Interlocked.Increment(ref _count);

    public void Remove() => Interlocked.Decrement(ref _count);
}
