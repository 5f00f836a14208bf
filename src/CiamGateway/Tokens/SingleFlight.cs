using System.Diagnostics;
using CiamGateway.Telemetry.Traces;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens;

/// <summary>
/// Makes the token requests of one slot on behalf of all who wait: apart from the caller that happened to be first, and never ending with
/// an exception.
/// </summary>
internal sealed partial class SingleFlight(TokenRequest request, TokenFetch fetch, TimeSpan longestWait, TimeProvider clock, ILogger logger)
    : IDisposable
{
    private readonly CancellationTokenSource _end = new();

    /// <summary>A timestamp.</summary>
    public long Now => clock.GetTimestamp();

    /// <param name="again">Returns the context of a second request; null if none is needed.</param>
    /// <param name="complete">Takes the result over, and says what those who wait get.</param>
    public Task<TokenResult> StartFetch(
        FetchContext context,
        Func<TokenResult, FetchContext?> again,
        Func<TokenResult, TokenResult> complete
    )
    {
        // Not in the trace, nor in any other context, of a caller: only linked to it.
        var cause = Activity.Current?.Context;
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(FetchOnceOrTwiceAsync, CancellationToken.None);
        }

        async Task<TokenResult> FetchOnceOrTwiceAsync()
        {
            var result = await FetchAsync(context, cause);
            return complete(again(result) is { } second ? await FetchAsync(second, cause) : result);
        }
    }

    /// <summary>Waits for what the request has brought, for the longest time that a caller may wait.</summary>
    /// <param name="since">When the caller began to wait, by <see cref="Now"/>.</param>
    /// <param name="atMost">A shorter time, after which there is something better than to wait.</param>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async Task<TokenResult> WaitAsync(
        Task<TokenResult> fetch,
        long since,
        CancellationToken cancellationToken,
        TimeSpan? atMost = null
    )
    {
        var left = longestWait - clock.GetElapsedTime(since);
        var wait =
            atMost < left ? atMost.Value
            : left > TimeSpan.Zero ? left
            : TimeSpan.Zero;
        try
        {
            var result = await fetch.WaitAsync(wait, clock, cancellationToken);
            return result.Token is { Lifetime.Phase: TokenPhase.Over } ? TokenFailure.OverWhenTaken : result;
        }
        catch (TimeoutException)
        {
            return TokenFailure.TimedOut(longestWait);
        }
    }

    /// <summary>Ends the request that is under way.</summary>
    public void Dispose() => _end.Cancel();

    private async Task<TokenResult> FetchAsync(FetchContext context, ActivityContext? cause)
    {
        using var span = Spans.TokenRequest(request.Client, request.Scope.Value, cause);
        var result = await FetchAsync(context);
        span.Fails(result.Failure?.Kind.ToString());
        return result;
    }

    private async Task<TokenResult> FetchAsync(FetchContext context)
    {
        try
        {
            return await fetch(request, context, _end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return TokenFailure.Stopping;
        }
        catch (Exception exception)
        {
            LogUnexpected(logger, exception, request);
            return TokenFailure.Defect;
        }
    }

    [LoggerMessage(
        2010,
        LogLevel.Error,
        "A token request failed inside the gateway: {Request}. This is a defect of the gateway: report it with what follows. "
            + "It asks again after a pause"
    )]
    private static partial void LogUnexpected(ILogger logger, Exception exception, TokenRequest request);
}

/// <summary>Fetches an access token, from the token endpoint or from the cache that replicas share.</summary>
internal delegate Task<TokenResult> TokenFetch(TokenRequest request, FetchContext context, CancellationToken cancellationToken);
