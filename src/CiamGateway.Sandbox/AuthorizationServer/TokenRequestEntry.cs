namespace CiamGateway.Sandbox.AuthorizationServer;

/// <summary>One token request as the authorization server saw it: no secret, no token.</summary>
/// <param name="Error">The OAuth error it was answered with, or null if a token was issued.</param>
internal sealed record TokenRequestEntry(string? ClientId, string? Scope, string Authentication, string? Error);
