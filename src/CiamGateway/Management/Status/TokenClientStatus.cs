using CiamGateway.Secrecy;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Management.Status;

/// <summary>A token client that routes use, and the circuit breaker before its token endpoint.</summary>
/// <param name="AssertionEndsAt">When the first of its tokens ends that other programs issue and renew in files. Null if it has
/// none.</param>
/// <param name="Server">The token endpoint, or the issuer whose metadata names it.</param>
/// <param name="Circuit"><inheritdoc cref="TokenPipeline.Circuit" path="/summary"/></param>
internal sealed record TokenClientStatus(
    string Name,
    string ClientId,
    string Authentication,
    string GrantType,
    DateTimeOffset? AssertionEndsAt,
    string Server,
    string Circuit
)
{
    public static TokenClientStatus Of(TokenEndpoint endpoint) =>
        new(
            endpoint.Client.Name,
            endpoint.Client.Settings.ClientId,
            endpoint.Client.Authentication.Method,
            endpoint.Client.Settings.Request.GrantType,
            endpoint.Client.Files.EndsAt,
            ShownAddress.Of(endpoint.Client.Server),
            endpoint.Circuit
        );
}
