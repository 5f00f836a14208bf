namespace CiamGateway.Tokens;

/// <summary>Writes an access token request (RFC 6749 §4.4.2).</summary>
internal static class TokenRequestMessage
{
    public static HttpRequestMessage Create(TokenClient client, AuthorizationServerMetadata server, TokenRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, server.TokenEndpoint);
        message.Headers.Accept.Add(new("application/json"));
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "client_credentials"),
        };
        if (request.Scope.Value is { Length: > 0 } scope)
        {
            form.Add(new("scope", scope));
        }
        if (request.Resource is { } resource)
        {
            form.Add(new("resource", resource));
        }
        form.AddRange(client.Options.Parameters);
        client.Authentication.Apply(message, form, server);
        if (client.ProofKey is { } proofKey)
        {
            message.Headers.TryAddWithoutValidation("DPoP", proofKey.Prove(message.Method, server.TokenEndpoint, accessToken: null));
        }
        message.Content = new FormUrlEncodedContent(form);
        return message;
    }
}
