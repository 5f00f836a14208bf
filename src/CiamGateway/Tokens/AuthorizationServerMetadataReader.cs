using System.Text.Json;
using CiamGateway.Configuration;

namespace CiamGateway.Tokens;

/// <summary>Reads published metadata (RFC 8414 §3.2) and believes it only where it is about the configured issuer and fits the client.</summary>
internal static class AuthorizationServerMetadataReader
{
    /// <returns>The metadata, or a sentence that says why it cannot be used.</returns>
    public static (AuthorizationServerMetadata? Metadata, string? Fault) Read(byte[] content, TokenClientOptions options)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return json.RootElement.ValueKind is JsonValueKind.Object ? Read(json.RootElement, options) : (null, "The issuer's metadata is not a JSON object. Check Issuer.");
        }
        catch (JsonException)
        {
            return (null, "The issuer's metadata is not JSON. Check Issuer.");
        }
    }

    private static (AuthorizationServerMetadata?, string?) Read(JsonElement json, TokenClientOptions options)
    {
        var issuer = Text(json, "issuer");
        if (issuer != options.Issuer)
        {
            return (null, $"The metadata is that of the issuer '{Printable(issuer)}', not '{options.Issuer}' (RFC 8414 §3.3). Write Issuer exactly as the server does.");
        }
        if (!Offers(json, options.ClientAuthentication, out var offered))
        {
            return (null, $"The authorization server does not offer '{options.ClientAuthentication}' at its token endpoint. Set ClientAuthentication to one of: {Printable(offered)}.");
        }
        if (!Uri.TryCreate(TokenEndpoint(json, options.ClientAuthentication), UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https") || !LoopbackAddress.IsSafe(endpoint))
        {
            return (null, "The issuer's metadata names no token_endpoint that is safe to send a secret to (https, or http on loopback). Check Issuer.");
        }
        return (new AuthorizationServerMetadata(endpoint, issuer), null);
    }

    /// <summary>Where clients authenticate with certificates, a server may listen elsewhere (RFC 8705 §5).</summary>
    private static string? TokenEndpoint(JsonElement json, string method) =>
        method == "tls_client_auth" && json.TryGetProperty("mtls_endpoint_aliases", out var aliases) && aliases.ValueKind is JsonValueKind.Object && Text(aliases, "token_endpoint") is { } alias
            ? alias
            : Text(json, "token_endpoint");

    /// <summary>A server that lists no methods offers <c>client_secret_basic</c> (RFC 8414 §2); many say nothing and take others, so only a list that is there is held against the configuration.</summary>
    private static bool Offers(JsonElement json, string method, out string offered)
    {
        offered = "";
        if (!json.TryGetProperty("token_endpoint_auth_methods_supported", out var list) || list.ValueKind is not JsonValueKind.Array)
        {
            return true;
        }
        var methods = list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!).ToList();
        offered = string.Join(", ", methods);
        return methods.Contains(method, StringComparer.Ordinal);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? member.GetString() : null;

    private static string Printable(string? text) => string.Concat((text ?? "").Where(character => character is >= ' ' and <= '~').Take(300));
}
