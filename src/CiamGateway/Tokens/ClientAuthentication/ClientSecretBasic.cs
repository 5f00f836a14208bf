using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Secrecy;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary><c>client_secret_basic</c>: HTTP Basic over the form-encoded id and secret (RFC 6749 §2.3.1).</summary>
internal sealed class ClientSecretBasic : ClientAuthenticationMethod, IHoldsSecrets
{
    private readonly string _clientId;
    private readonly Secret _secret;

    public ClientSecretBasic(string clientId, Secret secret)
    {
        _clientId = clientId;
        _secret = secret;
        KnownSecrets.Add(this);
    }

    public IEnumerable<string> Secrets => [Credentials()];

    public override string Method => "client_secret_basic";

    public override void Apply(TokenRequestContext request) =>
        request.Message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Credentials());

    private string Credentials()
    {
        var credentials = $"{WebUtility.UrlEncode(_clientId)}:{WebUtility.UrlEncode(_secret.Reveal())}";
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(credentials));
    }
}
