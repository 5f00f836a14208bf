using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>Why calls fail, in a few words and with what to do about it.</summary>
internal static class FailureWords
{
    /// <returns>Words that follow "fails: ".</returns>
    public static string ReasonOf(CallFailure failure) =>
        failure.Outcome switch
        {
            CallOutcome.ApiFailed or CallOutcome.ApiRefused => $"{failure.Status} of the API",
            CallOutcome.Unreachable => OfConnection(failure.Type),
            CallOutcome.TimedOut => "time-out",
            CallOutcome.NoToken => "no access token",
            CallOutcome.CallerGone => "callers give up before the API answers",
            _ when failure.Code is "gateway_overloaded" => "the gateway is at its limit of concurrent requests",
            _ when failure.Code is "audit_unavailable" => "the audit log cannot be written",
            _ => "error inside the gateway",
        };

    /// <returns>An imperative with the full key path.</returns>
    public static string FixOf(CallFailure failure, FailingRoute route)
    {
        var (cluster, transforms) = ($"ReverseProxy:Clusters:{route.Cluster}", $"ReverseProxy:Routes:{route.Name}:Transforms");
        var client = $"Gateway:TokenClients:{route.TokenClient}";
        return (failure.Outcome, failure.Status) switch
        {
            (CallOutcome.ApiRefused, 401) when route.TokenClient is null =>
                $"The route sends no access token. Name a token client in {transforms} (AccessToken), if the API requires one.",
            (CallOutcome.ApiRefused, 401) =>
                $"Check that the API trusts the authorization server of {client}, and expects the audience and scope that its tokens have.",
            (CallOutcome.ApiRefused, 403) => $"Have the missing right granted to the client of {client}, or correct Scope in {transforms}.",
            (CallOutcome.ApiRefused, 429) => "Have the callers call less often (Gateway:Limits), or have the API's limit raised.",
            (CallOutcome.ApiRefused, _) => "Correct what the server in front of the API requires.",
            (CallOutcome.ApiFailed, _) => "Look into the API's log at these times. The gateway passes such answers on unchanged.",
            (CallOutcome.Unreachable, _) => $"Check that the API runs and can be reached from here, or correct {cluster}:Destinations.",
            (CallOutcome.TimedOut, _) => $"Look into the API's log, or give it more time: {cluster}:HttpRequest:ActivityTimeout.",
            (CallOutcome.NoToken, _) => $"Correct {client}, or restore its authorization server.",
            (CallOutcome.CallerGone, _) => "Look into the API's log: it takes longer than the callers wait.",
            _ when failure.Code is "gateway_overloaded" => "Raise Gateway:Limits:MaxConcurrentRequests, or add a replica.",
            _ when failure.Code is "audit_unavailable" => "Make room for Gateway:Audit:File, and let the gateway's user write it.",
            _ => "Look into the gateway's log for event 5001, and report it.",
        };
    }

    private static string OfConnection(string? type) =>
        type switch
        {
            "connection_refused" => "connection refused",
            "dns_error" => "host name not resolved",
            "dns_timeout" => "host name not resolved in time",
            "connection_timeout" => "no connection in time",
            "destination_ip_unroutable" => "network unreachable",
            "connection_terminated" => "connection broken off",
            "connection_limit_reached" => "too many open files",
            "http_response_incomplete" => "answer broken off",
            "http_protocol_error" => "the answer is not HTTP",
            "proxy_configuration_error" => "protocol not configured",
            "destination_unavailable" => "no destination available",
            { } tls when tls.StartsWith("tls_", StringComparison.Ordinal) => "TLS failed",
            _ => "connection failed",
        };
}
