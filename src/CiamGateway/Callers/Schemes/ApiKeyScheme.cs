namespace CiamGateway.Callers.Schemes;

/// <summary>The <c>X-Api-Key</c> header.</summary>
internal sealed class ApiKeyScheme : ICallerScheme
{
    public const string Header = "X-Api-Key";

    /// <summary>In bytes.</summary>
    public const int LongestKey = 256;

    public ValueTask<Identification> IdentifyAsync(HttpContext context, CallerDirectory directory) =>
        context.Request.Headers.TryGetValue(Header, out var values)
            ? new(values is [{ Length: > 0 and <= LongestKey } key] ? Find(key, directory, context) : Refusal.Malformed)
            : new(Identification.None);

    private static Identification Find(string key, CallerDirectory directory, HttpContext context) =>
        ConnectionKeyCache.Identify(key, directory, context) ?? Refusal.ApiKey;
}
