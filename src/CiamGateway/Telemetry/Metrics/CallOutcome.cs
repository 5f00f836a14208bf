namespace CiamGateway.Telemetry.Metrics;

/// <summary>What became of a request.</summary>
internal enum CallOutcome
{
    /// <summary>The API answered, and neither it nor the gateway failed.</summary>
    Succeeded,

    /// <summary>The API answered with a 4xx that concerns the request itself, such as 404.</summary>
    RequestRejected,

    /// <summary>The API answered with 5xx.</summary>
    ApiFailed,

    /// <summary>The API answered with 401, 403, 407 or 429: it does not accept the gateway's access token, or not so many calls.</summary>
    ApiRefused,

    /// <summary>The connection to the API failed, or the API broke its answer off.</summary>
    Unreachable,

    /// <summary>The API did not answer in time.</summary>
    TimedOut,

    /// <summary>No access token was available.</summary>
    NoToken,

    /// <summary>The gateway failed or was overloaded.</summary>
    GatewayFailed,

    /// <summary>The caller gave up before it had the answer.</summary>
    CallerGone,

    /// <summary>The gateway refused the caller or its request; nothing was sent to an API.</summary>
    CallerRefused,
}

internal static class CallOutcomes
{
    public static readonly int Count = Enum.GetValues<CallOutcome>().Length;

    /// <param name="error">The code of the gateway's own error; null if the answer is the API's.</param>
    public static CallOutcome Of(string? error, int status) =>
        error switch
        {
            null => OfAnswer(status),
            "upstream_unreachable" => CallOutcome.Unreachable,
            "upstream_timeout" => CallOutcome.TimedOut,
            "token_unavailable" or "token_refused" or "token_timeout" => CallOutcome.NoToken,
            "internal_error" or "gateway_overloaded" or "audit_unavailable" => CallOutcome.GatewayFailed,
            "caller_gone" => CallOutcome.CallerGone,
            _ => CallOutcome.CallerRefused,
        };

    /// <summary>Whether the API carried the request out, or answered what is wrong with it.</summary>
    public static bool IsSuccess(this CallOutcome outcome) => outcome is CallOutcome.Succeeded or CallOutcome.RequestRejected;

    /// <summary>Whether the call failed through no fault of the caller.</summary>
    public static bool IsFailure(this CallOutcome outcome) => outcome is >= CallOutcome.ApiFailed and <= CallOutcome.GatewayFailed;

    private static CallOutcome OfAnswer(int status) =>
        status switch
        {
            < StatusCodes.Status400BadRequest => CallOutcome.Succeeded,
            StatusCodes.Status401Unauthorized
            or StatusCodes.Status403Forbidden
            or StatusCodes.Status407ProxyAuthenticationRequired
            or StatusCodes.Status429TooManyRequests => CallOutcome.ApiRefused,
            < StatusCodes.Status500InternalServerError => CallOutcome.RequestRejected,
            _ => CallOutcome.ApiFailed,
        };
}
