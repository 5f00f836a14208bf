using CiamGateway.Tokens.Clients;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>The resilience of token requests: a time limit over all, retries with full jitter, a circuit breaker, a time limit for each
/// attempt, in which a second one may begin.
/// After a failure, a request is not repeated, and is sent also while the breaker is open.</summary>
internal sealed class TokenPipeline
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline<TokenAnswer> _probe;
    private readonly ResiliencePipeline<TokenAnswer> _once;
    private readonly ResiliencePipeline<TokenAnswer> _withRetries;
    private readonly TimeSpan _untilSecond;
    private readonly Func<CancellationToken, Task> _turn;
    private readonly TimeProvider _clock;

    /// <param name="turn">Ends when an attempt beside one without an answer may begin.</param>
    public TokenPipeline(TokenClient client, Func<CancellationToken, Task> turn, TimeProvider clock, ILoggerFactory loggers)
    {
        var options = client.Options;
        (_untilSecond, _turn, _clock) = (options.AttemptTimeout / 2, turn, clock);
        // A breaker counts its time by the wall clock: set back, that would keep it open for hours.
        var steady = new SteadyClock(clock);
        _probe = Builder("probe").AddTimeout(options.AttemptTimeout).Build();
        _once = Builder("attempt")
            .AddCircuitBreaker(Breaker(options.CircuitBreaker, _circuit, _control))
            .AddTimeout(options.AttemptTimeout)
            .Build();
        var withRetries = Builder("retries").AddTimeout(options.TotalTimeout);
        if (options.Retries > 0)
        {
            withRetries.AddRetry(Retry(options.Retries));
        }
        _withRetries = withRetries.AddPipeline(_once).Build();

        ResiliencePipelineBuilder<TokenAnswer> Builder(string name) =>
            new ResiliencePipelineBuilder<TokenAnswer>
            {
                Name = $"token-{name}",
                InstanceName = client.Name,
                TimeProvider = steady,
            }.ConfigureTelemetry(loggers);
    }

    public bool IsOpen => _circuit.CircuitState is CircuitState.Open;

    /// <summary>The circuit breaker's state in a word: closed while requests pass, half-open while one is tried, or open.</summary>
    public string Circuit =>
        _circuit.CircuitState switch
        {
            CircuitState.Open => "open",
            CircuitState.HalfOpen => "half-open",
            _ => "closed",
        };

    /// <exception cref="TimeoutRejectedException">A time limit ran out.</exception>
    /// <exception cref="BrokenCircuitException">The breaker is open.</exception>
    public ValueTask<TokenAnswer> ExecuteAsync(
        Func<CancellationToken, ValueTask<TokenAnswer>> attempt,
        FetchContext context,
        CancellationToken cancellationToken
    )
    {
        var once = context.IsAhead ? attempt : token => TwiceAsync(attempt, token);
        return context.IsProbe
            ? ProbeAsync(once, cancellationToken)
            : (context.IsAhead ? _once : _withRetries).ExecuteAsync(once, cancellationToken);
    }

    /// <summary>Closes the breaker: the token endpoint works.</summary>
    public Task CloseAsync() => _circuit.CircuitState is CircuitState.Closed ? Task.CompletedTask : _control.CloseAsync();

    /// <summary>A probe counts for the breaker until that opens: an endpoint that serves one token fails by probes only.</summary>
    private async ValueTask<TokenAnswer> ProbeAsync(
        Func<CancellationToken, ValueTask<TokenAnswer>> attempt,
        CancellationToken cancellationToken
    )
    {
        if (_circuit.CircuitState is CircuitState.Closed)
        {
            try
            {
                return await _once.ExecuteAsync(attempt, cancellationToken);
            }
            catch (BrokenCircuitException)
            {
                // Another request has opened the breaker since.
            }
        }
        return await _probe.ExecuteAsync(attempt, cancellationToken);
    }

    /// <summary>
    /// While calls need the token, a server that hung and has recovered is noticed before the time of the attempt is over. The first
    /// outcome counts, and the other attempt is cancelled. Polly's hedging does the same, and makes the program larger by 0.2 MB.
    /// </summary>
    private async ValueTask<TokenAnswer> TwiceAsync(
        Func<CancellationToken, ValueTask<TokenAnswer>> attempt,
        CancellationToken cancellationToken
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var second = SecondAsync();
        var outcome = await Task.WhenAny(attempt(end.Token).AsTask(), second);
        await end.CancelAsync();
        return await outcome;

        async Task<TokenAnswer> SecondAsync()
        {
            await Task.Delay(_untilSecond, _clock, end.Token);
            await _turn(end.Token);
            return await attempt(end.Token);
        }
    }

    private static CircuitBreakerStrategyOptions<TokenAnswer> Breaker(
        CircuitBreakerOptions options,
        CircuitBreakerStateProvider circuit,
        CircuitBreakerManualControl control
    ) =>
        new()
        {
            StateProvider = circuit,
            ManualControl = control,
            FailureRatio = options.FailureRatio,
            MinimumThroughput = options.MinimumCalls,
            SamplingDuration = options.Window,
            BreakDurationGenerator = breaker =>
            {
                var doubled = options.OpenFrom * Math.Pow(2, Math.Min(breaker.HalfOpenAttempts, 20));
                return ValueTask.FromResult(doubled < options.OpenTo ? doubled : options.OpenTo);
            },
            ShouldHandle = attempt =>
                ValueTask.FromResult(attempt.Outcome is { Exception: TimeoutRejectedException } or { Result.IsTransient: true }),
        };

    /// <summary>A server that says when to come back (Retry-After) is not asked again before.</summary>
    private static RetryStrategyOptions<TokenAnswer> Retry(int retries) =>
        new()
        {
            MaxRetryAttempts = retries,
            ShouldHandle = attempt =>
                ValueTask.FromResult(
                    attempt.Outcome
                        is { Exception: TimeoutRejectedException }
                            or { Result: { IsTransient: true, Result.Failure.RetryAfter: null } }
                ),
            DelayGenerator = _ =>
                ValueTask.FromResult<TimeSpan?>(ShortestDelay + ((LongestDelay - ShortestDelay) * Random.Shared.NextDouble())),
        };
}
