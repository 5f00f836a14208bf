using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CiamGateway.Configuration;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary><c>client_secret_basic</c>: HTTP Basic over the form-encoded id and secret (RFC 6749 §2.3.1).</summary>
internal sealed class ClientSecretBasic(string clientId, Secret secret) : ClientAuthenticationMethod
{
    public override string Method => "client_secret_basic";

    public override void Apply(HttpRequestMessage request, ICollection<KeyValuePair<string, string>> form, AuthorizationServerMetadata server) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Credentials());

    public override string MaskIn(string text) => secret.MaskIn(text.Replace(Credentials(), "***", StringComparison.Ordinal));

    private string Credentials() => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(clientId)}:{WebUtility.UrlEncode(secret.Reveal())}"));
}
