namespace CiamGateway.Tokens.Endpoint;

/// <summary>What is known of an authorization server: configured, or published by itself (RFC 8414 §2).</summary>
/// <param name="Issuer">Its name for itself; none where only its token endpoint is configured.</param>
internal sealed record AuthorizationServerMetadata(Uri TokenEndpoint, string? Issuer);
