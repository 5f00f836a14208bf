using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>How a client proves who it is at the token endpoint (RFC 6749 §2.3).</summary>
internal abstract class ClientAuthenticationMethod
{
    /// <summary>The method's name in the IANA registry "OAuth Token Endpoint Authentication Methods".</summary>
    public abstract string Method { get; }

    /// <summary>Adds the proof to a token request, once for every attempt.</summary>
    public abstract void Apply(TokenRequestContext request);
}

/// <summary>A token request while it is built.</summary>
/// <param name="Presented">What the token client's files held when the request began.</param>
internal sealed record TokenRequestContext(
    HttpRequestMessage Message,
    List<KeyValuePair<string, string>> Form,
    AuthorizationServerMetadata Server,
    PresentedTokens Presented
);
