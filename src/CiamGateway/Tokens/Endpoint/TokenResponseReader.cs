using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CiamGateway.Tokens.Clients;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>
/// Reads a token response (RFC 6749 §5.1), and checks its type, characters, size, lifetime and granted scope.
/// </summary>
internal static class TokenResponseReader
{
    public const int MaximumTokenLength = 8 * 1024;

    private const int LongestShownType = 32;

    /// <summary>
    /// Visible ASCII without quotation mark and backslash. Servers issue tokens with other characters than those of RFC 6750 §2.1; none of
    /// these can break a header line.
    /// </summary>
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create([
        .. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Except(['"', '\\']),
    ]);

    public static TokenAnswer Read(JsonElement? json, ReceivedAnswer received)
    {
        if (json is not { ValueKind: JsonValueKind.Object } response)
        {
            return TokenAnswer.Malformed(
                "it is not a JSON object. Fix: check that TokenEndpoint is the token endpoint, not a page in front of it.",
                ServerText.Of(json, received)
            );
        }
        if (Member(response, "error") is not null)
        {
            // Some servers say an error of RFC 6749 §5.2 with status 200.
            return TokenErrorReader.Read(json, received);
        }
        if (FaultOfType(response, received.Client) is { } fault)
        {
            return TokenAnswer.Malformed(fault);
        }
        var settings = received.Client.Settings.Request;
        var options = received.Client.Options;
        if (
            settings.AccessToken.Find(response) is not { ValueKind: JsonValueKind.String } member
            || member.GetString() is not { Length: > 0 } value
        )
        {
            return TokenAnswer.Malformed($"it has no {NameOf(options.Response.AccessToken)}.", ServerText.Of(json, received));
        }
        if (value.Length > MaximumTokenLength)
        {
            return TokenAnswer.Malformed($"its access_token is longer than {MaximumTokenLength} characters.");
        }
        if (value.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            return TokenAnswer.Malformed("its access_token holds characters that a header cannot carry.");
        }
        if (Seconds(settings.ExpiresIn.Find(response), options.DefaultLifetime) is not { } lifetime)
        {
            return TokenAnswer.Malformed($"its {NameOf(options.Response.ExpiresIn)} is not a number of seconds from 1 on.");
        }

        var jwt = ReadJwt(value);
        var duration = Shortest(lifetime, options.MaximumLifetime, LifeOf(jwt, received.Sent.Time));
        var refreshIn = Seconds(Member(response, "refresh_in"), whereMissing: null);
        var refreshAge = RefreshPoint.Draw(duration, refreshIn, options.Refresh);
        var granted = Text(response, "scope") ?? ScopeClaim(jwt);
        return TokenAnswer.Granted(
            new AccessToken(
                $"{received.Client.TokenType} {value}",
                new TokenLifetime(received.Clock, received.Sent, duration, refreshAge, options.ExpirySkew)
            )
            {
                RefreshIn = refreshIn,
                Subjects = received.Presented.Subjects ?? "",
                BoundCertificate = jwt is null ? null : CertificateBinding.Of(value),
                HasNoType = Member(response, "token_type") is null,
                MissingScope = granted is null ? [] : received.Request.Scope.MissingFrom(granted),
            },
            Scope.TryParse(granted, out var scope, out _) ? scope : null
        );
    }

    /// <remarks>A token without a type is taken for a Bearer token. One that shall be bound to a key must say that it is.</remarks>
    private static string? FaultOfType(JsonElement response, TokenClient client)
    {
        if (Member(response, "token_type") is null && client.DPoPKey is null)
        {
            return null;
        }
        var type = Text(response, "token_type");
        if (client.TokenType.Equals(type, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var isShown = type is { Length: > 0 and <= LongestShownType } && type.All(char.IsAsciiLetterOrDigit);
        return $"its token_type is {(isShown ? $"'{type}', and not" : "not")} {client.TokenType}.";
    }

    /// <summary>
    /// A time in whole seconds, at most the longest that a TimeSpan holds; the default if the answer states none; null if what it states is
    /// no number, or less than one second.
    /// </summary>
    private static TimeSpan? Seconds(JsonElement? found, TimeSpan? whereMissing)
    {
        if (found is not { } member)
        {
            return whereMissing;
        }
        double? stated = member.ValueKind switch
        {
            JsonValueKind.Number when member.TryGetDouble(out var number) => number,
            JsonValueKind.String
                when double.TryParse(member.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
        return stated is >= 1 ? TimeSpan.FromSeconds(Math.Floor(Math.Min(stated.Value, TimeSpan.MaxValue.TotalSeconds / 2))) : null;
    }

    /// <summary>A member of the answer itself goes by its name, as in RFC 6749.</summary>
    private static string NameOf(string pointer) => pointer.LastIndexOf('/') == 0 ? pointer[1..] : pointer;

    private static TimeSpan Shortest(TimeSpan stated, TimeSpan most, TimeSpan? byClaim)
    {
        var shortest = stated < most ? stated : most;
        return byClaim < shortest ? byClaim.Value : shortest;
    }

    /// <summary>
    /// What is left until the JWT's <c>exp</c> (RFC 7519 §4.1.4). Null if there is none, and if it is over: then the clocks differ, and
    /// <c>expires_in</c> alone counts. Servers count the claim from whole seconds, so that it often ends a part of a second earlier.
    /// </summary>
    private static TimeSpan? LifeOf(JsonWebToken? jwt, DateTimeOffset sent) =>
        jwt is not null && jwt.ValidTo != DateTime.MinValue && jwt.ValidTo - sent.UtcDateTime is var left && left >= TimeSpan.FromSeconds(1)
            ? left
            : null;

    /// <summary>The JWT's <c>scope</c> claim (RFC 9068 §2.2.3): a text, or a list as some servers write it. Null if it has none.</summary>
    private static string? ScopeClaim(JsonWebToken? jwt)
    {
        var claims = jwt?.Claims.Where(claim => claim.Type == "scope").Select(claim => claim.Value).ToList() ?? [];
        return claims.Count == 0 ? null : string.Join(' ', claims);
    }

    /// <returns>Null if the token is no JWT.</returns>
    private static JsonWebToken? ReadJwt(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <returns>The member's value if it is a text; otherwise null.</returns>
    private static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    /// <returns>Null if there is no such member, or it is null.</returns>
    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? member : null;
}
