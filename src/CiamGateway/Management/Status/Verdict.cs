using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CiamGateway.Management.Status;

/// <summary>The gateway's state in a word and a sentence, and what is wrong.</summary>
/// <param name="State">ready; attention, if it is ready and something is wrong; notReady; or stopping.</param>
/// <param name="Words">How the calls go, or why the gateway is not ready.</param>
/// <param name="Severity">good, only while calls succeed; idle, if there are none; warning; or error, if every call to an API fails or the
/// gateway is not ready.</param>
/// <param name="Since">When calls began to fail; null unless they do.</param>
/// <param name="Tokens">How the tokens are.</param>
/// <param name="Recoveries">What answers again after every call had failed, the latest first.</param>
internal sealed record Verdict(
    string State,
    string Words,
    string Severity,
    DateTimeOffset? Since,
    string Tokens,
    IReadOnlyList<StatusProblem> Problems,
    IReadOnlyList<RecoveryStatus> Recoveries
)
{
    public static Verdict Of(
        HealthReport health,
        bool isStopping,
        CallsVerdict calls,
        IReadOnlyList<TokenStatus> tokens,
        int routes,
        IReadOnlyList<StatusProblem> problems,
        IReadOnlyList<RecoveryStatus> recoveries
    )
    {
        var others = problems.Count(problem => problem.Subject != CallProblems.Subject);
        var (state, words, severity) = health.Status switch
        {
            _ when isStopping => ("stopping", "Stopping: new requests go elsewhere", CallsVerdict.Warning),
            HealthStatus.Unhealthy when calls.Since is not null => ("notReady", calls.Message, CallsVerdict.Error),
            HealthStatus.Unhealthy => (
                "notReady",
                routes == 0 ? "Starting: no route is loaded yet" : $"Not ready: {Missing(tokens)}",
                CallsVerdict.Error
            ),
            _ when calls.Since is not null => ("attention", calls.Message, calls.Severity),
            _ when others > 0 => (
                "attention",
                $"{calls.Message}, with {(others == 1 ? "1 problem" : $"{others} problems")}",
                CallsVerdict.Warning
            ),
            _ => (calls.Severity is CallsVerdict.Warning ? "attention" : "ready", calls.Message, calls.Severity),
        };
        return new(state, words, severity, calls.Since, Summary(tokens), problems, recoveries);
    }

    private static string Missing(IReadOnlyList<TokenStatus> tokens) =>
        tokens.Count(token => token.IsWanting) switch
        {
            0 => "see /health/ready?verbose",
            _ when tokens.Count == 1 => "the token is missing",
            1 => $"1 of {tokens.Count} tokens is missing",
            var missing => $"{missing} of {tokens.Count} tokens are missing",
        };

    private static string Summary(IReadOnlyList<TokenStatus> tokens)
    {
        var asked = tokens.Count(token => token.State != TokenStatus.Idle);
        return (tokens.Count(token => token.IsWanting), tokens.Count(token => token.IsDegraded), asked) switch
        {
            (> 0, _, _) => Capital(Missing(tokens)),
            (_, 1, _) => $"1 of {tokens.Count} tokens cannot be renewed",
            (_, > 1 and var degraded, _) => $"{degraded} of {tokens.Count} tokens cannot be renewed",
            (_, _, 0) => tokens.Count == 0 ? "No route has a token" : "No token has been asked for yet",
            (_, _, 1) => "The token is fresh",
            _ => $"All {asked} tokens are fresh",
        };
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
