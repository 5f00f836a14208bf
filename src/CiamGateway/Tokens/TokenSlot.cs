using CiamGateway.Telemetry;

namespace CiamGateway.Tokens;

/// <summary>The place of one token: the current one, and the one request for the next that may be under way. Everybody who needs the token shares that request's outcome.</summary>
internal sealed partial class TokenSlot(TokenRequest request, TokenClient client, TokenEndpoint endpoint, TokenLookups lookups, TimeProvider clock, ILogger logger)
{
    /// <summary>What a caller is told to wait after a failure that names no time of its own.</summary>
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile AccessToken? _current;
    private Task<TokenResult>? _flight;

    public TokenRequest Request => request;

    public AccessToken? Current => _current;

    /// <summary>The current token, at once while it is fresh; otherwise the outcome of one shared token request.</summary>
    /// <param name="cancellationToken">Ends this wait only; the request under way goes on for the others.</param>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public ValueTask<TokenResult> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { Lifetime.WantsRenewal: false } token)
        {
            lookups.Fresh();
            return new(token);
        }
        return new(WaitAsync(cancellationToken));
    }

    private async Task<TokenResult> WaitAsync(CancellationToken cancellationToken)
    {
        var result = await OutcomeAsync(cancellationToken);
        if (result.Succeeded)
        {
            lookups.Waited();
            return result;
        }
        if (_current is { Lifetime.IsOver: false } old)
        {
            lookups.Stale();
            return old;
        }
        lookups.Unavailable();
        return result.Failure is { Kind: TokenFailureKind.Unavailable, RetryAfter: null } failure
            ? failure with { RetryAfter = DefaultRetryAfter }
            : result;
    }

    private async Task<TokenResult> OutcomeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await JoinFlight().WaitAsync(client.Options.WaitTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new TokenFailure(TokenFailureKind.TimedOut, $"No access token came within {client.Options.WaitTimeout.TotalSeconds} s.", DefaultRetryAfter);
        }
    }

    private Task<TokenResult> JoinFlight()
    {
        lock (_gate)
        {
            if (_current is { Lifetime.WantsRenewal: false } landed)
            {
                return Task.FromResult<TokenResult>(landed);
            }
            if (_flight is null)
            {
                // The flight belongs to nobody: not to the trace, nor to any other context, of the caller that happened to be first.
                using (ExecutionContext.SuppressFlow())
                {
                    _flight = Task.Run(FlyAsync, CancellationToken.None);
                }
            }
            return _flight;
        }
    }

    private async Task<TokenResult> FlyAsync()
    {
        TokenResult result = new TokenFailure(TokenFailureKind.Unavailable, "The token request failed inside the gateway; its log names the cause.", DefaultRetryAfter);
        try
        {
            result = await endpoint.RequestAsync(request, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogUnexpected(logger, exception, request);
        }
        lock (_gate)
        {
            _current = result.Token ?? _current;
            _flight = null;
        }
        return result;
    }

    [LoggerMessage(2010, LogLevel.Error, "A token request failed inside the gateway: {Request}")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, TokenRequest request);
}
