namespace CiamGateway.Telemetry;

/// <summary>
/// What the stages of a request learn about it and metrics and audit log tell. What becomes a label is a name from the configuration or a
/// fixed word, so that labels stay bounded.
/// </summary>
internal sealed class RequestFacts
{
    public const string Unknown = "none";

    public const string Anonymous = "anonymous";

    /// <summary>The request itself.</summary>
    public HttpContext? Context { get; private init; }

    /// <summary>The id of the route that matched, or <c>none</c>.</summary>
    public string Route { get; set; } = Unknown;

    /// <summary>The name of the caller, or <c>anonymous</c>.</summary>
    public string Caller { get; set; } = Anonymous;

    /// <summary>The token client whose token was wanted; none where the request did not come so far.</summary>
    public string? TokenClient { get; set; }

    /// <summary>The scope that was asked for.</summary>
    public string? Scope { get; set; }

    /// <summary>Tells the access token that went out from others, and nothing about it.</summary>
    public string? TokenFingerprint { get; set; }

    /// <summary>Whether the target holds characters that the route has to allow.</summary>
    public bool HasDoubtfulTarget { get; set; }

    /// <summary>
    /// The code of the error that the gateway itself answered, or that broke off the API's answer after its status had gone out; nothing
    /// where the answer is the API's whole one.
    /// </summary>
    public string? Error { get; set; }

    /// <summary>The error type of RFC 9209 §2.3 of that error; null if there is none.</summary>
    public string? ErrorType { get; set; }

    /// <summary>The sentence that the gateway's own error has for callers; null if there is none.</summary>
    public string? Cause { get; set; }

    /// <summary>What is known about a call whose caller did not receive the answer; null for every other call.</summary>
    public string? Detail { get; set; }

    /// <summary>For the first stage, which need not look whether there are any.</summary>
    public static RequestFacts Begin(HttpContext context)
    {
        var facts = new RequestFacts { Context = context };
        context.Features.Set(facts);
        return facts;
    }

    public static RequestFacts Of(HttpContext context) => context.Features.Get<RequestFacts>() ?? Begin(context);
}
