namespace CiamGateway.Connections;

/// <summary>
/// Sends a request a second time when its connection was lost before the answer, if that can do no harm (RFC 9110 §9.2.2): the method is
/// idempotent, or the request certainly did not arrive. Never more than once, and never after a byte of the answer.
/// </summary>
internal sealed class LostConnectionHandler(HttpMessageHandler next, ConnectionTarget target, ConnectionEvents events)
    : DelegatingHandler(next)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = Exchange.Current = new Exchange(request.Method);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
            when (MayBeSentAgain(request, exchange, exception) && !cancellationToken.IsCancellationRequested)
        {
            events.Repeated(target, request.Method);
            Exchange.Current = new Exchange(request.Method);
            if (request.Options.TryGetValue(Exchange.BeforeRepetition, out var prepare))
            {
                prepare();
            }
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private static bool MayBeSentAgain(HttpRequestMessage request, Exchange exchange, HttpRequestException exception) =>
        (request.Content is null or { Headers.ContentLength: 0 } || request.Options.TryGetValue(Exchange.HasBufferedBody, out _))
        && (exchange.IsUnsent || (IsIdempotent(request.Method) && IsLostBeforeAnswer(exchange, exception)));

    private static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get
        || method == HttpMethod.Head
        || method == HttpMethod.Put
        || method == HttpMethod.Delete
        || method == HttpMethod.Options
        || method == HttpMethod.Trace;

    /// <summary>Whether a connection that was in use before this request was lost before the answer to it began.</summary>
    private static bool IsLostBeforeAnswer(Exchange exchange, HttpRequestException exception) =>
        exchange is { IsOnReusedConnection: true, HasAnswer: false }
            ? exception.InnerException is IOException
            : !exchange.OpensSharedConnection && IsLossOfSharedConnection(exception);

    private static bool IsLossOfSharedConnection(Exception? exception) =>
        exception is LostConnectionException || (exception is not null && IsLossOfSharedConnection(exception.InnerException));
}
