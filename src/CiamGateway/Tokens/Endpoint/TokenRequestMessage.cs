using System.Text.Json;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.ClientAuthentication;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>Writes an access token request (RFC 6749 §4.3.2, §4.4.2, §4.5).</summary>
internal static class TokenRequestMessage
{
    public static HttpRequestMessage Create(
        TokenClient client,
        AuthorizationServerMetadata server,
        TokenRequest request,
        PresentedTokens presented
    )
    {
        var message = new HttpRequestMessage(HttpMethod.Post, server.TokenEndpoint);
        message.Headers.Accept.Add(new("application/json"));
        var settings = client.Settings.Request;
        var form = new List<KeyValuePair<string, string>>();
        client.Grant.Apply(form, server, presented);
        if (request.Scope.Value is { Length: > 0 } scope)
        {
            form.Add(new("scope", scope));
        }
        if (request.Resource is { } resource)
        {
            form.Add(new("resource", resource));
        }
        form.AddRange(client.Options.Parameters);
        client.Authentication.Apply(new TokenRequestContext(message, form, server, presented));
        if (client.DPoPKey is { } proofKey)
        {
            message.Headers.TryAddWithoutValidation("DPoP", proofKey.Prove(message.Method, server.TokenEndpoint, accessToken: null));
        }
        foreach (var (name, value) in settings.Headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value.Reveal());
        }
        message.Content = settings.IsJson ? Json(form) : new FormUrlEncodedContent(form);
        return message;
    }

    private static ByteArrayContent Json(List<KeyValuePair<string, string>> form)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in form)
            {
                writer.WriteString(name, value);
            }
            writer.WriteEndObject();
        }
        return new ByteArrayContent(body.ToArray()) { Headers = { ContentType = new("application/json") } };
    }
}
