namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>How a client proves who it is at the token endpoint (RFC 6749 §2.3).</summary>
internal abstract class ClientAuthenticationMethod
{
    /// <summary>The method's name in the IANA registry "OAuth Token Endpoint Authentication Methods".</summary>
    public abstract string Method { get; }

    /// <summary>Adds the proof to a token request, anew for every attempt.</summary>
    public abstract void Apply(HttpRequestMessage request, ICollection<KeyValuePair<string, string>> form);

    /// <summary>The text with every secret of this credential masked.</summary>
    public abstract string MaskIn(string text);
}
