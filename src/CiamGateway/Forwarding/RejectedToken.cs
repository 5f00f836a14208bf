using System.Net;
using System.Net.Http.Headers;
using ParsedParameter = Microsoft.Net.Http.Headers.NameValueHeaderValue;

namespace CiamGateway.Forwarding;

/// <summary>Tells whether an answer of the API rejects the access token itself (RFC 6750 §3.1), so that a new one may help.</summary>
internal static class RejectedToken
{
    private const string InvalidToken = "invalid_token";

    /// <returns>
    /// True for a 401 without any challenge, for a 401 with a <c>Bearer</c> or <c>DPoP</c> challenge whose error is missing or <c>invalid_token</c>,
    /// and for a 403 with <c>invalid_token</c>. Every other 401 concerns credentials that the gateway does not manage.
    /// </returns>
    public static bool IsIn(HttpResponseMessage response, TokenRejection rule) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized => rule switch
        {
            TokenRejection.Every401 => true,
            TokenRejection.No401 => false,
            _ => Challenges(response) is not { Count: > 0 } challenges || challenges.Any(challenge => IsOfToken(challenge) && Error(challenge) is null or InvalidToken),
        },
        HttpStatusCode.Forbidden => rule is not TokenRejection.No401 && Challenges(response).Any(challenge => IsOfToken(challenge) && Error(challenge) is InvalidToken),
        _ => false,
    };

    /// <returns>Whether a <c>Bearer</c> or <c>DPoP</c> challenge of the answer has this error code.</returns>
    public static bool HasError(HttpResponseMessage response, string error) => Challenges(response).Any(challenge => IsOfToken(challenge) && Error(challenge) == error);

    /// <remarks>Parsed in a copy: reading the typed header of the answer itself would change the bytes that are passed on.</remarks>
    private static List<AuthenticationHeaderValue> Challenges(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values))
        {
            return [];
        }
        using var copy = new HttpResponseMessage();
        copy.Headers.TryAddWithoutValidation("WWW-Authenticate", values);
        return [.. copy.Headers.WwwAuthenticate];
    }

    private static bool IsOfToken(AuthenticationHeaderValue challenge) =>
        challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || challenge.Scheme.Equals("DPoP", StringComparison.OrdinalIgnoreCase);

    /// <returns>The challenge's error code, or null.</returns>
    private static string? Error(AuthenticationHeaderValue challenge) =>
        challenge.Parameter is { } parameters && ParsedParameter.TryParseList([parameters], out var parsed)
            ? parsed.FirstOrDefault(parameter => parameter.Name.Equals("error", StringComparison.OrdinalIgnoreCase))?.GetUnescapedValue().ToString()
            : null;
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
