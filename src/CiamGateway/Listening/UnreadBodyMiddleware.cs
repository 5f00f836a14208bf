using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Listening;

/// <summary>
/// Reads what an answer left unread of its request's body. Kestrel does so for 5 s only, within the size limit, and then resets the
/// connection: callers that send everything before they read would see a broken pipe in place of the answer.
/// </summary>
internal sealed class UnreadBodyMiddleware(RequestDelegate next, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && !IsTunnel(context) ? ServeAsync(context) : next(context);

    private static bool IsTunnel(HttpContext context) => context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private async Task ServeAsync(HttpContext context)
    {
        var body = RequestBody.Replace(context);
        if (context.Request.Headers.Expect.Count > 0 && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.OnStarting(CloseIfNotAskedFor, context);
        }
        await next(context);
        if (body.IsAtEnd)
        {
            return;
        }
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Kestrel would read the rest of the body as the next request.
            context.Abort();
            return;
        }
        var connection = HttpProtocol.IsHttp2(context.Request.Protocol) ? null : context.Features.Get<ListenerConnection>();
        connection?.HasUnreadRequest = true;
        await context.Response.CompleteAsync();
        using var time = new CancellationTokenSource(Lingering.MaximumTime, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(time.Token, context.RequestAborted, lifetime.ApplicationStopping);
        if (await body.DrainAsync(end.Token))
        {
            connection?.HasUnreadRequest = false;
        }
    }

    /// <summary>Nobody knows whether a caller sends a body that it was not asked for, so what follows might be taken for a request.</summary>
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
