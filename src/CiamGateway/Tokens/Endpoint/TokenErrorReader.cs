using System.Buffers;
using System.Text.Json;
using CiamGateway.Secrecy;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>Reads an error response (RFC 6749 §5.2) and says what to do about it.</summary>
internal static class TokenErrorReader
{
    private const int LongestCode = 64;

    /// <summary>What error codes are made of in every specification: little enough to be quoted to callers.</summary>
    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-"
    );

    public static TokenAnswer Read(JsonElement? json, ReceivedAnswer received)
    {
        var status = (int)received.Status;
        var error = Text(json, "error");
        var code = IsCode(error) ? error : null;
        var description =
            code is null ? ServerText.Of(json, received)
            : Text(json, "error_description") is { } words ? ForeignText.Of(words)
            : null;
        var unavailable = $"The authorization server is not available: status {status}{(code is null ? "" : $" ({code})")}.";
        if (status is 429 && received.RetryAfter is { } retryAfter)
        {
            return TokenAnswer.Throttled(unavailable, retryAfter, description);
        }
        if (status is 408 or 429 or >= 500 || code is "temporarily_unavailable" or "server_error")
        {
            return TokenAnswer.Unavailable(unavailable, received.RetryAfter, description);
        }
        if (code is "use_dpop_nonce" && received.BringsNonce)
        {
            return TokenAnswer.Unavailable(
                "The authorization server keeps asking for another DPoP nonce.",
                received.RetryAfter,
                description,
                wantsNonce: true
            );
        }
        if (code is not null && received.Presented.EndedKey(received.Clock) is { } late)
        {
            var reason =
                $"The token in the file that {late} names has ended. "
                + "Fix: check the program that renews the file, and this machine's clock.";
            return TokenAnswer.Unavailable(
                $"The authorization server refused the token request: {code}. {reason}",
                description: description,
                error: code
            );
        }
        return code is null
            ? TokenAnswer.Refused(
                $"The token endpoint answered with status {status} and no OAuth error. {FixOfStatus(status, received)}",
                description
            )
            : TokenAnswer.Refused($"The authorization server refused the token request: {code}. {Fix(code, received)}", description, code);
    }

    /// <summary>For an answer without an OAuth error, which may be of something in front of the token endpoint.</summary>
    private static string FixOfStatus(int status, ReceivedAnswer received) =>
        status switch
        {
            401 => FixOfCredential(received.Client),
            403 => "Fix: have the firewall or proxy in front of the token endpoint admit this machine, since it may refuse the request.",
            407 => "Fix: check Proxy:UserName and Proxy:PasswordFile, since a proxy on the way requires credentials.",
            413 or 414 or 431 => "Fix: check Parameters: a server in front of the token endpoint finds the request too large.",
            415 => "Fix: check TokenEndpoint and RequestFormat: the token endpoint does not take a form.",
            _ => "Fix: check TokenEndpoint.",
        };

    private static string Fix(string code, ReceivedAnswer received) =>
        code switch
        {
            "invalid_client" when received.Client.Files.ClientAssertion is not null =>
                "Fix: check that the authorization server takes the issuer, subject and audience of the client assertion, which doctor "
                    + "shows, and check ClientId.",
            "invalid_client" => FixOfCredential(received.Client),
            "invalid_scope" when received.Request.Scope.Value.Length == 0 =>
                "Fix: name the scope that the server requires in the route's Scope.",
            "invalid_scope" => $"Fix: have the scope '{received.Request.Scope}' granted to the client, or change the route's Scope.",
            "unauthorized_client" or "unsupported_grant_type" =>
                $"Fix: have the {received.Client.Settings.Request.GrantType} grant allowed for this client, or change its GrantType.",
            "invalid_grant" when received.Client.Files.Grant is { Key: var key } =>
                $"Fix: check that the authorization server takes the issuer, subject and audience of the token in the file that {key} "
                    + "names, which doctor shows.",
            "invalid_request" when received.Client.Settings.Request.GrantType == TokenGrants.TokenExchange =>
                "Fix: check that the authorization server takes the token of SubjectTokenFile, whose issuer, subject and audience doctor "
                    + "shows, and check SubjectTokenType.",
            "invalid_grant" when received.Client.Settings.Request.AssertionSubject is not null =>
                "Fix: check AssertionSubject, AssertionAudience, and the key that signs the assertion.",
            "invalid_grant" when received.Client.Settings.Request.User is not null => "Fix: check UserName and PasswordFile.",
            "invalid_dpop_proof" => "Fix: check this machine's clock, and that the authorization server takes proofs with ES256.",
            "invalid_target" when received.Client.Settings.Request.GrantType == TokenGrants.TokenExchange =>
                "Fix: check the route's Resource, and audience under Parameters.",
            "invalid_target" => "Fix: check the route's Resource.",
            _ => "Fix: ask the authorization server's administrator what it requires of this client.",
        };

    /// <summary>Names the keys that the client authenticates with.</summary>
    private static string FixOfCredential(TokenClient client)
    {
        var options = client.Options;
        (string Key, string? Value)[] credentials =
        [
            (nameof(options.ClientSecretFile), options.ClientSecretFile),
            (nameof(options.ClientSecret), options.ClientSecret),
            (nameof(options.ClientAssertionFile), options.ClientAssertionFile),
            (nameof(options.PrivateKeyFile), options.PrivateKeyFile),
            (nameof(options.PrivateKey), options.PrivateKey),
            (nameof(options.CertificateFile), options.CertificateFile),
        ];
        var key = credentials.FirstOrDefault(credential => !string.IsNullOrEmpty(credential.Value)).Key;
        return key is null ? "Fix: check ClientId and ClientAuthentication." : $"Fix: check ClientId, {key} and ClientAuthentication.";
    }

    private static bool IsCode(string? error) =>
        error is { Length: > 0 and <= LongestCode } && !error.AsSpan().ContainsAnyExcept(CodeCharacters);

    /// <returns>Null if the response has no such text.</returns>
    private static string? Text(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } response
        && response.TryGetProperty(name, out var member)
        && member.ValueKind is JsonValueKind.String
            ? member.GetString()
            : null;
}
