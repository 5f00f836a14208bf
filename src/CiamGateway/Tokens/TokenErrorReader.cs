using System.Buffers;
using System.Text.Json;
using CiamGateway.Secrecy;

namespace CiamGateway.Tokens;

/// <summary>Reads an error response (RFC 6749 §5.2) and says what to do about it.</summary>
internal static class TokenErrorReader
{
    private const int LongestCode = 64;

    /// <summary>What error codes are made of in every specification: little enough to be quoted to callers.</summary>
    private static readonly SearchValues<char> CodeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    public static TokenAnswer Read(JsonElement? json, TokenExchange exchange)
    {
        var status = (int)exchange.Status;
        var error = Words(json, "error");
        var code = IsCode(error?.ToString()) ? error!.ToString() : null;
        var description = Words(json, "error_description") ?? (code is null ? error : null);
        if (status is 429 && exchange.RetryAfter is { } retryAfter)
        {
            return TokenAnswer.Throttled($"The authorization server is not available: status {status}.", retryAfter, description);
        }
        if (status is 408 or 429 or >= 500 || code is "temporarily_unavailable" or "server_error")
        {
            return TokenAnswer.Unavailable($"The authorization server is not available: status {status}.", exchange.RetryAfter, description);
        }
        if (code is "use_dpop_nonce" && exchange.BringsNonce)
        {
            return TokenAnswer.Unavailable("The authorization server keeps asking for another DPoP nonce.", exchange.RetryAfter, description, wantsNonce: true);
        }
        return code is null
            ? TokenAnswer.Refused($"The token endpoint answered with status {status} and no OAuth error. Check TokenEndpoint.", description)
            : TokenAnswer.Refused($"The authorization server refused the token request: {code}. {Cure(code, exchange)}", description, code);
    }

    private static string Cure(string code, TokenExchange exchange) => code switch
    {
        "invalid_client" => "Check ClientId, the client's secret, key or certificate, and ClientAuthentication.",
        "invalid_scope" when exchange.Request.Scope.Value.Length == 0 => "Name the scope that the server requires in the route's Scope.",
        "invalid_scope" => $"Have the scope '{exchange.Request.Scope}' granted to the client, or change the route's Scope.",
        "unauthorized_client" or "unsupported_grant_type" => "Have the client_credentials grant allowed for this client.",
        "invalid_dpop_proof" => "Check this machine's clock, and that the authorization server takes proofs with ES256.",
        "invalid_target" => "Check the route's Resource.",
        _ => "Ask the authorization server's administrator what it wants from this client.",
    };

    private static bool IsCode(string? error) => error is { Length: > 0 and <= LongestCode } && !error.AsSpan().ContainsAnyExcept(CodeCharacters);

    /// <returns>Null if the response has no such text.</returns>
    private static ForeignText? Words(JsonElement? json, string name)
    {
        return json is { ValueKind: JsonValueKind.Object } response
            && response.TryGetProperty(name, out var member)
            && member.ValueKind is JsonValueKind.String
                ? ForeignText.Of(member.GetString())
                : null;
    }
}
