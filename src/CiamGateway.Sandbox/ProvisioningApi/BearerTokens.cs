using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>
/// Judges bearer tokens as the real API does: signature, issuer and expiry against the authorization server's own metadata, then the scope
/// of the operation.
/// </summary>
internal sealed class BearerTokens(Uri issuer)
{
    /// <summary>A token's <c>exp</c> counts whole seconds, its lifetime does not.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(1);

    private readonly ConfigurationManager<OpenIdConnectConfiguration> _metadata = new(
        new Uri(issuer, ".well-known/openid-configuration").AbsoluteUri,
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever { RequireHttps = false }
    );

    private readonly JsonWebTokenHandler _handler = new();
    private readonly ConcurrentDictionary<string, bool> _accepted = new();
    private readonly ConcurrentDictionary<string, bool> _revoked = new();

    /// <summary>Refuses from now on every token that was accepted before.</summary>
    public void RevokeAll()
    {
        foreach (var token in _accepted.Keys)
        {
            _revoked[token] = true;
        }
    }

    /// <summary>The claims of a valid token.</summary>
    /// <exception cref="ApiError">401: there is none.</exception>
    public async Task<JsonWebToken> ValidateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var authorization = request.Headers.Authorization;
        if (authorization.Count == 0)
        {
            throw new ApiError(401, "An access token is required.") { Challenge = "Bearer" };
        }
        if (
            authorization is not [{ } value]
            || !value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || _revoked.ContainsKey(value)
        )
        {
            throw Invalid();
        }
        var metadata = await _metadata.GetConfigurationAsync(cancellationToken);
        var result = await _handler.ValidateTokenAsync(
            value["Bearer ".Length..],
            new TokenValidationParameters
            {
                ValidIssuer = metadata.Issuer,
                IssuerSigningKeys = metadata.SigningKeys,
                ValidateAudience = false,
                ClockSkew = Leeway,
            }
        );
        if (!result.IsValid)
        {
            throw Invalid();
        }
        _accepted[value] = true;
        return (JsonWebToken)result.SecurityToken;
    }

    /// <exception cref="ApiError">403: the token lacks the scope.</exception>
    public static void RequireScope(JsonWebToken token, string required)
    {
        var granted = Scope(token).Split(' ');
        if (required.Split(' ').Except(granted).Any())
        {
            throw new ApiError(403, $"This operation takes the scope '{required}'.")
            {
                Challenge = $"Bearer error=\"insufficient_scope\", scope=\"{required}\"",
            };
        }
    }

    public static string Scope(JsonWebToken token) => token.TryGetPayloadValue<string>("scope", out var scope) ? scope : "";

    private static ApiError Invalid() => new(401, "The access token is not valid.") { Challenge = "Bearer error=\"invalid_token\"" };
}
