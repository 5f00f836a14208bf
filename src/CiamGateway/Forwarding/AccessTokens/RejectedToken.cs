using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using ParsedParameter = Microsoft.Net.Http.Headers.NameValueHeaderValue;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>Tells whether an answer of the API rejects the access token itself (RFC 6750 §3.1), so that a new one may help.</summary>
internal static partial class RejectedToken
{
    private const string InvalidToken = "invalid_token";

    /// <returns>
    /// True for a 401 without any challenge, for a 401 with a challenge for tokens whose error is missing or <c>invalid_token</c>,
    /// and for a 403 with <c>invalid_token</c>. Every other 401 concerns credentials that the gateway does not manage.
    /// </returns>
    /// <param name="scheme">What the route presents tokens with, besides <c>Bearer</c> and <c>DPoP</c>; null if it is one of these.</param>
    public static bool IsIn(HttpResponseMessage response, TokenRejection rule, string? scheme = null) =>
        response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => rule switch
            {
                TokenRejection.Every401 => true,
                TokenRejection.No401 => false,
                _ => Challenges(response) is not { Count: > 0 } challenges
                    || challenges.Any(challenge => IsOfToken(challenge, scheme) && Error(challenge) is null or InvalidToken),
            },
            HttpStatusCode.Forbidden => rule is not TokenRejection.No401
                && Challenges(response).Any(challenge => IsOfToken(challenge, scheme) && Error(challenge) is InvalidToken),
            _ => false,
        };

    /// <returns>Whether a <c>Bearer</c> or <c>DPoP</c> challenge of the answer has this error code.</returns>
    public static bool HasError(HttpResponseMessage response, string error) =>
        Challenges(response).Any(challenge => IsOfToken(challenge) && Error(challenge) == error);

    /// <remarks>Parsed in a copy: reading the typed header of the answer itself would change the bytes that are passed on.</remarks>
    private static List<AuthenticationHeaderValue> Challenges(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values))
        {
            return [];
        }
        using var copy = new HttpResponseMessage();
        copy.Headers.TryAddWithoutValidation("WWW-Authenticate", values);
        List<AuthenticationHeaderValue> challenges = [.. copy.Headers.WwwAuthenticate];
        return challenges.Count > 0 || values.All(string.IsNullOrWhiteSpace) ? challenges : [Unreadable(values.ToString())];
    }

    /// <summary>A challenge that does not keep to RFC 9110 §11.6.1 still names a scheme.</summary>
    private static AuthenticationHeaderValue Unreadable(string challenge)
    {
        var scheme = challenge.TrimStart().Split(' ', ',')[0];
        return IsToken().IsMatch(scheme) ? new(scheme, challenge.TrimStart()[scheme.Length..]) : new("unknown");
    }

    private static bool IsOfToken(AuthenticationHeaderValue challenge, string? scheme = null) =>
        challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        || challenge.Scheme.Equals("DPoP", StringComparison.OrdinalIgnoreCase)
        || challenge.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    /// <returns>The challenge's error code, or null. Parameters that are not separated by commas are read, too.</returns>
    private static string? Error(AuthenticationHeaderValue challenge) =>
        challenge.Parameter switch
        {
            null => null,
            var parameters when ParsedParameter.TryParseStrictList([parameters], out var parsed) => parsed
                .FirstOrDefault(parameter => parameter.Name.Equals("error", StringComparison.OrdinalIgnoreCase))
                ?.GetUnescapedValue()
                .ToString(),
            var parameters => LooseError().Match(parameters) is { Success: true } match ? match.Groups["code"].Value : null,
        };

    [GeneratedRegex("""(?:^|[\s,])error\s*=\s*"?(?<code>[^",\s]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex LooseError();

    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
    private static partial Regex IsToken();
}

/// <summary>Which answers of an API a route takes for a rejected access token.</summary>
internal enum TokenRejection
{
    /// <summary>The answers that RFC 6750 §3.1 describes, and a 401 without any challenge.</summary>
    Challenged,

    /// <summary>Every 401, whatever its challenge says.</summary>
    Every401,

    /// <summary>None: the token is kept until it expires.</summary>
    No401,
}
