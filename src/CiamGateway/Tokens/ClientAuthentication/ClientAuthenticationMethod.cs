using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Secrecy;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Clients;
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

/// <summary><c>client_secret_basic</c>: HTTP Basic over the form-encoded id and secret (RFC 6749 §2.3.1).</summary>
internal sealed class ClientSecretBasic : ClientAuthenticationMethod, IHoldsSecrets
{
    private readonly string _credentials;

    public ClientSecretBasic(string clientId, Secret secret)
    {
        var credentials = $"{WebUtility.UrlEncode(clientId)}:{WebUtility.UrlEncode(secret.Reveal())}";
        _credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes(credentials));
        KnownSecrets.Add(this);
    }

    public IEnumerable<string> Secrets => [_credentials];

    public override string Method => "client_secret_basic";

    public override void Apply(TokenRequestContext request) =>
        request.Message.Headers.Authorization = new AuthenticationHeaderValue("Basic", _credentials);
}

/// <summary><c>client_secret_post</c>: id and secret as form parameters (RFC 6749 §2.3.1).</summary>
internal sealed class ClientSecretPost(string clientId, Secret secret) : ClientAuthenticationMethod
{
    public override string Method => "client_secret_post";

    public override void Apply(TokenRequestContext request)
    {
        request.Form.Add(new("client_id", clientId));
        request.Form.Add(new("client_secret", secret.Reveal()));
    }
}

/// <summary><c>none</c>: the client is named at most (RFC 6749 §3.2.1), and the grant is the proof.</summary>
internal sealed class PublicClient(string clientId) : ClientAuthenticationMethod
{
    public override string Method => "none";

    public override void Apply(TokenRequestContext request)
    {
        if (clientId.Length > 0)
        {
            request.Form.Add(new("client_id", clientId));
        }
    }
}

/// <summary><c>tls_client_auth</c>: the TLS handshake presents the certificate; the form only names the client (RFC 8705 §2).</summary>
internal sealed class TlsClientAuthentication(string clientId) : ClientAuthenticationMethod
{
    public override string Method => "tls_client_auth";

    public override void Apply(TokenRequestContext request) => request.Form.Add(new("client_id", clientId));
}

/// <summary>
/// <c>client_secret_jwt</c> and <c>private_key_jwt</c>: a short-lived JWT that only the holder of the key can sign (RFC 7523 §2.2 and §3,
/// OpenID Connect Core §9).
/// </summary>
internal sealed class ClientAssertion(TokenClientSettings client, TimeProvider clock) : ClientAuthenticationMethod
{
    private readonly AssertionSigner _signer = new(client, client.Credential.SigningKey!, client.ClientId, clock);

    public override string Method => client.Credential.Method;

    public override void Apply(TokenRequestContext request)
    {
        request.Form.Add(new("client_id", client.ClientId));
        request.Form.Add(new("client_assertion_type", ClientAssertionTypes.Jwt));
        request.Form.Add(new("client_assertion", _signer.Sign(request.Server)));
    }
}

/// <summary>
/// <c>private_key_jwt</c> with an assertion that another program signs and renews (RFC 7523 §2.2): the gateway has no key.
/// </summary>
internal sealed class IssuedClientAssertion(TokenClientSettings client) : ClientAuthenticationMethod
{
    public override string Method => client.Credential.Method;

    public override void Apply(TokenRequestContext request)
    {
        request.Form.Add(new("client_id", client.ClientId));
        request.Form.Add(new("client_assertion_type", client.Options.ClientAssertionType));
        request.Form.Add(new("client_assertion", request.Presented.ClientAssertion!.Token!.Value));
    }
}
