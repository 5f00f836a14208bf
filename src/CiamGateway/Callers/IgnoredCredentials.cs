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
            // A stranger may spell each name in more ways than the log and the memory have room for.
            if (Known(name) is { } known && SchemeOf(values.ToString()) is var scheme && _throttle.IsDue($"{known} {scheme}"))
            {
                var (source, facts) = (SourceAddress.Of(context)?.ToString() ?? "an unknown address", RequestFacts.Of(context));
                LogIgnored(logger, scheme is null ? name : $"{name}: {scheme}", source, facts.Route);
            }
        }
    }

    /// <returns>The one of <see cref="Names"/> that the header's name is a spelling of; null if there is none.</returns>
    private static string? Known(string name)
    {
        if (name.Length > LongestName || name.Equals(ApiKeyHeader, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var letters = string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return Names.TryGetValue(letters, out var known) || (letters.StartsWith('x') && Names.TryGetValue(letters[1..], out known))
            ? known
            : null;
    }

    /// <returns>The scheme in front of the credential; null if it is not one of <see cref="Schemes"/>, and may be the key itself.</returns>
    private static string? SchemeOf(string value)
    {
        var end = value.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 && Schemes.TryGetValue(value[..end], out var scheme) ? scheme : null;
    }

    [LoggerMessage(
        3005,
        LogLevel.Warning,
        "The gateway ignored the header '{Header}' of a call from {Source} on route '{Route}', which has no other credential of a caller. "
            + "Fix: have the application send its API key in X-Api-Key, or name and password as Authorization: Basic. "
            + "Logged once an hour for each kind of header"
    )]
    private static partial void LogIgnored(ILogger logger, string header, string source, string route);
}
