using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CiamGateway.Tokens;

/// <summary>Reads a token response (RFC 6749 §5.1) and takes nothing on trust: type, characters, size, lifetime and granted scope are checked.</summary>
internal static class TokenResponseReader
{
    public const int MaximumTokenLength = 8 * 1024;

    private static readonly TimeSpan LongestCredibleLifetime = TimeSpan.FromDays(366);

    /// <summary>The characters of <c>b64token</c> (RFC 6750 §2.1), before its closing <c>=</c>.</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");

    public static TokenAnswer Read(JsonElement? json, TokenExchange exchange)
    {
        if (json is not { ValueKind: JsonValueKind.Object } response)
        {
            return TokenAnswer.Malformed("it is not a JSON object. Check that TokenEndpoint is the token endpoint, not a page in front of it.");
        }
        if (Text(response, "error") is not null)
        {
            return TokenAnswer.Malformed("status 200 with an error inside.");
        }
        if (Text(response, "token_type") is not { } type || !type.Equals(exchange.Client.TokenType, StringComparison.OrdinalIgnoreCase))
        {
            return TokenAnswer.Malformed($"its token_type is not {exchange.Client.TokenType}.");
        }
        if (Text(response, "access_token") is not { Length: > 0 } value)
        {
            return TokenAnswer.Malformed("it has no access_token.");
        }
        if (value.Length > MaximumTokenLength)
        {
            return TokenAnswer.Malformed($"its access_token is longer than {MaximumTokenLength} characters.");
        }
        if (!IsBearerToken(value))
        {
            return TokenAnswer.Malformed("its access_token holds characters that RFC 6750 §2.1 does not allow.");
        }
        var options = exchange.Client.Options;
        if (Seconds(response, "expires_in", options.DefaultLifetime) is not { } lifetime)
        {
            return TokenAnswer.Malformed("its expires_in is not a number of seconds between one second and one year.");
        }

        var duration = lifetime < options.MaximumLifetime ? lifetime : options.MaximumLifetime;
        var refreshIn = Seconds(response, "refresh_in", whereMissing: null);
        var refreshAge = RefreshPoint.Draw(duration, refreshIn, options.Refresh);
        var granted = Text(response, "scope") ?? ScopeClaim(value);
        return TokenAnswer.Granted(new AccessToken(
            $"{exchange.Client.TokenType} {value}",
            new TokenLifetime(exchange.Clock, exchange.Sent, duration, refreshAge, options.ExpirySkew))
        {
            RefreshIn = refreshIn,
            MissingScope = granted is null ? [] : exchange.Request.Scope.MissingFrom(granted),
        }, Scope.TryParse(granted, out var scope, out _) ? scope : null);
    }

    private static bool IsBearerToken(string value)
    {
        var core = value.AsSpan().TrimEnd('=');
        return core.Length > 0 && !core.ContainsAnyExcept(TokenCharacters);
    }

    /// <summary>A time in whole seconds, the default where the answer states none, or nothing where what it states makes no sense.</summary>
    private static TimeSpan? Seconds(JsonElement response, string name, TimeSpan? whereMissing)
    {
        if (!response.TryGetProperty(name, out var member) || member.ValueKind is JsonValueKind.Null)
        {
            return whereMissing;
        }
        double? stated = member.ValueKind switch
        {
            JsonValueKind.Number when member.TryGetDouble(out var number) => number,
            JsonValueKind.String when double.TryParse(member.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
        return stated is >= 1 && stated <= LongestCredibleLifetime.TotalSeconds ? TimeSpan.FromSeconds(Math.Floor(stated.Value)) : null;
    }

    /// <summary>The JWT's <c>scope</c> claim (RFC 9068 §2.2.3), where the token is a JWT that carries one: a text, or a list as some servers write it.</summary>
    private static string? ScopeClaim(string value)
    {
        try
        {
            var claims = new JsonWebToken(value).Claims.Where(claim => claim.Type == "scope").Select(claim => claim.Value).ToList();
            return claims.Count == 0 ? null : string.Join(' ', claims);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? member.GetString() : null;
}
