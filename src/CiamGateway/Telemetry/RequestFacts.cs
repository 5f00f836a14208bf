namespace CiamGateway.Telemetry;

/// <summary>What the stages of a request learn about it and the metrics tell: names from the configuration and fixed words only, so that labels stay bounded.</summary>
internal sealed class RequestFacts
{
    public const string Unknown = "none";

    public const string Anonymous = "anonymous";

    /// <summary>The id of the route that matched, or <c>none</c>.</summary>
    public string Route { get; set; } = Unknown;

    /// <summary>The name of the caller, or <c>anonymous</c>.</summary>
    public string Caller { get; set; } = Anonymous;

    public static RequestFacts Of(HttpContext context)
    {
        if (context.Features.Get<RequestFacts>() is { } facts)
        {
            return facts;
        }
        facts = new RequestFacts();
        context.Features.Set(facts);
        return facts;
    }
}
