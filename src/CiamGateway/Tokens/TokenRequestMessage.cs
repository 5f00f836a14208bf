namespace CiamGateway.Tokens;

/// <summary>Writes an access token request (RFC 6749 §4.4.2).</summary>
internal static class TokenRequestMessage
{
    public static HttpRequestMessage Create(TokenClient client, TokenRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, client.TokenEndpoint);
        message.Headers.Accept.Add(new("application/json"));
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "client_credentials"),
            new("scope", request.Scope.Value),
        };
        if (request.Resource is { } resource)
        {
            form.Add(new("resource", resource));
        }
        form.AddRange(client.Parameters);
        client.Authentication.Apply(message, form);
        message.Content = new FormUrlEncodedContent(form);
        return message;
    }
}
