using System.Collections.Frozen;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Log;

namespace CiamGateway.Callers;

/// <summary>
/// Logs that a call without a caller's credential has a header that looks like one but that the gateway does not read, such as a key in
/// the wrong header. The value is never logged.
/// </summary>
internal sealed partial class IgnoredCredentials(TimeProvider clock, ILogger<IgnoredCredentials> logger)
{
    /// <summary>The header with an API key, which the gateway reads.</summary>
    private const string ApiKeyHeader = "X-Api-Key";

    private const int LongestName = 40;

    /// <summary>Names in lower case, without separators and without a leading x.</summary>
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet([
        "accesskey",
        "accesstoken",
        "apikey",
        "apikeyauth",
        "apisecret",
        "apitoken",
        "auth",
        "authentication",
        "authkey",
        "authorization",
        "authtoken",
        "bearer",
        "bearertoken",
        "clientsecret",
        "functionskey",
        "gatewayapikey",
        "idtoken",
        "jwt",
        "key",
        "ocpapimsubscriptionkey",
        "password",
        "proxyauthorization",
        "secret",
        "secretkey",
        "servicetoken",
        "sessiontoken",
        "subscriptionkey",
        "token",
        "userkey",
    ]);

    private static readonly FrozenSet<string> Schemes = FrozenSet.ToFrozenSet(
        ["ApiKey", "Api-Key", "AWS4-HMAC-SHA256", "Bearer", "Digest", "DPoP", "Hawk", "Key", "Negotiate", "NTLM", "OAuth", "Token"],
        StringComparer.OrdinalIgnoreCase
    );

    private readonly LogThrottle _throttle = new(clock, TimeSpan.FromHours(1));

    /// <summary>Looks at a call that the gateway serves without a credential, or refuses because it has none.</summary>
    public void Note(HttpContext context)
    {
        if (context.Features.Get<CallerSettings>() is { IsKnownByNetwork: false })
        {
            return;
        }
        foreach (var (name, values) in context.Request.Headers)
        {
            if (IsLikeCredential(name) && Shown(name, values.ToString()) is var header && _throttle.IsDue(header.ToUpperInvariant()))
            {
                var facts = RequestFacts.Of(context);
                LogIgnored(logger, header, SourceAddress.Of(context)?.ToString() ?? "an unknown address", facts.Route);
            }
        }
    }

    private static bool IsLikeCredential(string name)
    {
        if (name.Length > LongestName || name.Equals(ApiKeyHeader, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        var letters = string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return Names.Contains(letters) || (letters.StartsWith('x') && Names.Contains(letters[1..]));
    }

    /// <returns>The name, and the scheme behind it if it is one that is known: a text without a scheme may be the key itself.</returns>
    private static string Shown(string name, string value)
    {
        var end = value.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 && Schemes.TryGetValue(value[..end], out var scheme) ? $"{name}: {scheme}" : name;
    }

    [LoggerMessage(
        3005,
        LogLevel.Warning,
        "The gateway ignored the header '{Header}' of a call from {Source} on route '{Route}', which has no other credential of a caller. "
            + "Fix: have the application send its API key in X-Api-Key, or name and password as Authorization: Basic. "
            + "Logged once an hour for each header"
    )]
    private static partial void LogIgnored(ILogger logger, string header, string source, string route);
}
