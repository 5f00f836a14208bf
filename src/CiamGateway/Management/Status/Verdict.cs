using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CiamGateway.Management.Status;

/// <summary>The gateway's state in a word and a sentence, and what is wrong.</summary>
/// <param name="State">ready; attention, where it is ready and something is wrong; notReady; or stopping.</param>
internal sealed record Verdict(string State, string Words, IReadOnlyList<StatusProblem> Problems)
{
    public static Verdict Of(
        HealthReport health,
        bool isStopping,
        IReadOnlyList<TokenStatus> tokens,
        int routes,
        IReadOnlyList<StatusProblem> problems
    ) =>
        health.Status switch
        {
            _ when isStopping => new("stopping", "Stopping: new requests go elsewhere", problems),
            HealthStatus.Unhealthy => new(
                "notReady",
                routes == 0 ? "Starting: no route is loaded yet" : $"Not ready: {Missing(tokens)}",
                problems
            ),
            _ when problems.Count > 0 => new(
                "attention",
                problems.Count == 1 ? "Ready, with 1 problem" : $"Ready, with {problems.Count} problems",
                problems
            ),
            _ => new("ready", $"{Fresh(tokens)}ready", problems),
        };

    private static string Missing(IReadOnlyList<TokenStatus> tokens) =>
        tokens.Count(token => token.IsWanting) switch
        {
            0 => "see /health/ready?verbose",
            _ when tokens.Count == 1 => "the token is missing",
            1 => $"1 of {tokens.Count} tokens is missing",
            var missing => $"{missing} of {tokens.Count} tokens are missing",
        };

    private static string Fresh(IReadOnlyList<TokenStatus> tokens) =>
        tokens.Count(token => token.State != TokenStatus.Idle) switch
        {
            0 => "Gateway ",
            1 => "The token is fresh; ",
            var count => $"All {count} tokens fresh; ",
        };
}
