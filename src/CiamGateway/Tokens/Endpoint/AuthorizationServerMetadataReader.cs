using System.Text.Json;
using CiamGateway.Configuration.Checking;
using CiamGateway.Secrecy;
using CiamGateway.Tokens.ClientAuthentication;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>What is known of an authorization server: configured, or published by itself (RFC 8414 §2).</summary>
/// <param name="Issuer">Its name for itself; none where only its token endpoint is configured.</param>
internal sealed record AuthorizationServerMetadata(Uri TokenEndpoint, string? Issuer);

/// <summary>
/// Reads published metadata (RFC 8414 §3.2) and believes it only where it is about the configured issuer and fits the client.
/// </summary>
internal static class AuthorizationServerMetadataReader
{
    /// <returns>The metadata, or a sentence that says why it cannot be used.</returns>
    public static (AuthorizationServerMetadata? Metadata, string? Fault) Read(byte[] content, TokenClientSettings client)
    {
        try
        {
            using var json = JsonDocument.Parse(JsonText.WithoutByteOrderMark(content));
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? Read(json.RootElement, client)
                : (null, "The issuer's metadata is not a JSON object. Fix: check Issuer.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter where a text in it is no Unicode: half a surrogate pair, or broken UTF-8.
            return (null, "The issuer's metadata is not JSON. Fix: check Issuer.");
        }
    }

    private static (AuthorizationServerMetadata?, string?) Read(JsonElement json, TokenClientSettings client)
    {
        var issuer = Text(json, "issuer");
        if (issuer != client.Options.Issuer)
        {
            return (
                null,
                $"The metadata is that of the issuer '{ForeignText.Of(issuer)}', not '{client.Options.Issuer}' (RFC 8414 §3.3). "
                    + "Fix: write Issuer exactly as the server does."
            );
        }
        if (Mismatch(json, client) is { } mismatch)
        {
            return (null, mismatch);
        }
        var endpointText = TokenEndpoint(json, client.Credential.Certificate is not null);
        return Uri.TryCreate(endpointText, UriKind.Absolute, out var endpoint) && CanTake(endpoint, client.Credential)
            ? (new AuthorizationServerMetadata(endpoint, issuer), null)
            : (
                null,
                "The issuer's metadata names no token_endpoint that is safe to send a credential to (https, or http on loopback). "
                    + "Fix: check Issuer."
            );
    }

    /// <summary>What the client is configured to do and the server says that it does not take.</summary>
    private static string? Mismatch(JsonElement json, TokenClientSettings client)
    {
        if (
            client.Credential.Method != ClientCredentialReader.None
            && !Takes(json, "token_endpoint_auth_methods_supported", client.Credential.Method, out var methods)
        )
        {
            return $"The authorization server does not offer '{client.Credential.Method}' at its token endpoint. "
                + $"Fix: set ClientAuthentication to one of: {methods}.";
        }
        if (
            client.Credential.SigningKey is { } key
            && !Takes(json, "token_endpoint_auth_signing_alg_values_supported", key.Algorithm, out var algorithms)
        )
        {
            return $"The authorization server does not take client assertions with '{key.Algorithm}'. "
                + $"Fix: set SigningAlgorithm to one of: {algorithms}.";
        }
        return client.Options.DPoP && !Takes(json, "dpop_signing_alg_values_supported", DPoPKey.Algorithm, out var proofs)
            ? $"The authorization server does not take DPoP proofs with '{DPoPKey.Algorithm}', only with: {proofs}. Fix: set DPoP to false."
            : null;
    }

    /// <summary>
    /// Whether a list names the value. Many servers publish no list and take much, so only a list that is there is held against the
    /// configuration.
    /// </summary>
    private static bool Takes(JsonElement json, string listName, string value, out string listed)
    {
        listed = "";
        if (!json.TryGetProperty(listName, out var list) || list.ValueKind is not JsonValueKind.Array)
        {
            return true;
        }
        var values = list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!).ToList();
        listed = ForeignText.Of(string.Join(", ", values)).ToString();
        return values.Contains(value, StringComparer.Ordinal);
    }

    /// <summary>Where clients authenticate with certificates, a server may listen elsewhere (RFC 8705 §5).</summary>
    private static string? TokenEndpoint(JsonElement json, bool hasCertificate) =>
        hasCertificate
        && json.TryGetProperty("mtls_endpoint_aliases", out var aliases)
        && aliases.ValueKind is JsonValueKind.Object
        && Text(aliases, "token_endpoint") is { } alias
            ? alias
            : Text(json, "token_endpoint");

    private static bool CanTake(Uri endpoint, ClientCredential credential) =>
        endpoint.Scheme == Uri.UriSchemeHttps
        || (endpoint.Scheme == Uri.UriSchemeHttp && credential.Certificate is null && LoopbackAddress.IsSafe(endpoint));

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? member.GetString() : null;
}
