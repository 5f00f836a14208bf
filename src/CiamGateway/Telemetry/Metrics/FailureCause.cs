using CiamGateway.Secrecy;
using CiamGateway.Telemetry.Traces;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>Reads why a call failed: from the gateway's own error, or from the headers of the API's answer. Bodies are not read.</summary>
internal static class FailureCause
{
    /// <param name="isRead">Whether the cause is read; otherwise it is null, as is the trace id.</param>
    public static CallFailure Of(HttpContext context, RequestFacts facts, CallOutcome outcome, DateTimeOffset now, bool isRead) =>
        new(
            outcome,
            context.Response.StatusCode,
            facts.Error,
            facts.ErrorType,
            isRead ? facts.Cause ?? (facts.Error is null ? WordsOfApi(context) : null) : null,
            isRead ? TraceId.Of(context) : null,
            now,
            now
        );

    private static string? WordsOfApi(HttpContext context)
    {
        var headers = context.Response.Headers;
        string?[] words =
        [
            Named("WWW-Authenticate", headers.WWWAuthenticate.ToString()),
            Named("Retry-After", headers.RetryAfter.ToString()),
            OwnPhrase(context),
        ];
        var text = string.Join("; ", words.OfType<string>());
        return text.Length == 0 ? null : ForeignText.Of(text, PresentedCredentials.Of(context)).ToString();
    }

    private static string? Named(string name, string value) => value.Length == 0 ? null : $"{name}: {value}";

    private static string? OwnPhrase(HttpContext context)
    {
        var phrase = context.Features.Get<IHttpResponseFeature>()?.ReasonPhrase;
        return string.IsNullOrEmpty(phrase) || phrase == ReasonPhrases.GetReasonPhrase(context.Response.StatusCode) ? null : phrase;
    }
}
