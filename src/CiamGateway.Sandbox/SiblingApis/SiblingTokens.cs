using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Sandbox.SiblingApis;

/// <summary>
/// The token endpoint of the MFA API, which serves the administration API, too: it takes a form without a scope, refuses Basic credentials,
/// and answers with errors whose code is an integer.
/// </summary>
internal sealed class SiblingTokens(TimeProvider clock, TimeSpan lifetime)
{
    private readonly SigningCredentials _key = new(
        new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)),
        SecurityAlgorithms.HmacSha256
    );

    private readonly ConcurrentDictionary<string, (SandboxClient Client, DateTimeOffset End)> _issued = new();

    /// <summary>Answers a token request (RFC 6749 §4.4.2, client_secret_post).</summary>
    /// <exception cref="SiblingError">The request is not as the API takes it.</exception>
    public async Task<JsonObject> IssueAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization.Count > 0)
        {
            throw new SiblingError(400, SiblingError.Basic, "basic credentials are not supported");
        }
        if (!request.HasFormContentType)
        {
            throw new SiblingError(400, SiblingError.NoForm, "grant_type, client_id and client_secret must be x-www-form-urlencoded");
        }
        var form = await request.ReadFormAsync(cancellationToken);
        if (form["grant_type"] != "client_credentials" || form.ContainsKey("scope"))
        {
            throw new SiblingError(400, 10030, "the grant must be client_credentials, without a scope");
        }
        var client = SandboxClient.OfSiblingApis.FirstOrDefault(known =>
            form["client_id"] == known.ClientId && form["client_secret"] == known.ClientSecret
        ) ?? throw new SiblingError(401, 10002, "the client is not known");
        var end = clock.GetUtcNow() + lifetime;
        var token = new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Expires = end.UtcDateTime,
                Claims = new Dictionary<string, object> { ["client_id"] = client.ClientId, ["jti"] = Guid.NewGuid().ToString("n") },
                SigningCredentials = _key,
            }
        );
        _issued[$"Bearer {token}"] = (client, end);
        return new JsonObject
        {
            ["access_token"] = token,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)lifetime.TotalSeconds,
        };
    }

    /// <summary>The client that the request's access token was issued to.</summary>
    /// <exception cref="SiblingError">401: there is no token, or not one of the clients that may call.</exception>
    public SandboxClient Require(HttpRequest request, params IReadOnlyList<SandboxClient> allowed) =>
        request.Headers.Authorization is [{ } value]
        && _issued.TryGetValue(value, out var token)
        && token.End > clock.GetUtcNow()
        && allowed.Contains(token.Client)
            ? token.Client
            : throw new SiblingError(401, SiblingError.Expired, "access token has been expired");
}
