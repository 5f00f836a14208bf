using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace CiamGateway.Tokens;

/// <summary>The resilience of token requests: a time limit over all, retries with full jitter, a time limit for each attempt.</summary>
internal static class TokenPipeline
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    public static ResiliencePipeline<TokenAnswer> Create(TokenClient client, TimeProvider clock, ILoggerFactory loggers)
    {
        var builder = new ResiliencePipelineBuilder<TokenAnswer> { Name = "token-endpoint", InstanceName = client.Name, TimeProvider = clock }
            .AddTimeout(client.Options.TotalTimeout);
        if (client.Options.Retries > 0)
        {
            builder.AddRetry(Retry(client.Options.Retries));
        }
        return builder.AddTimeout(client.Options.AttemptTimeout).ConfigureTelemetry(loggers).Build();
    }

    /// <summary>A server that says when to come back (Retry-After) is not asked again before.</summary>
    private static RetryStrategyOptions<TokenAnswer> Retry(int retries) => new()
    {
        MaxRetryAttempts = retries,
        ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome switch
        {
            { Exception: TimeoutRejectedException } => true,
            { Result: { IsTransient: true, Result.Failure.RetryAfter: null } } => true,
            _ => false,
        }),
        DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(ShortestDelay + (LongestDelay - ShortestDelay) * Random.Shared.NextDouble()),
    };
}
