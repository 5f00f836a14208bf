using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>Token requests as any OAuth client makes them, without the gateway.</summary>
internal static class TokenRequests
{
    public static Task<HttpResponseMessage> PostAsync(Uri tokenEndpoint, SandboxClient client, string scope) =>
        SendAsync(tokenEndpoint, Form(scope, ("client_id", client.ClientId), ("client_secret", client.ClientSecret)), authorization: null);

    public static Task<HttpResponseMessage> BasicAsync(Uri tokenEndpoint, SandboxClient client, string scope)
    {
        var credentials = $"{Uri.EscapeDataString(client.ClientId)}:{Uri.EscapeDataString(client.ClientSecret)}";
        return SendAsync(
            tokenEndpoint,
            Form(scope),
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(credentials)))
        );
    }

    /// <summary>An access token of this scope.</summary>
    public static async Task<string> TokenAsync(Uri tokenEndpoint, string scope)
    {
        var client = scope == "iam.root" ? SandboxClient.Administrator : SandboxClient.Gateway;
        using var response = await PostAsync(tokenEndpoint, client, scope);
        return (await JsonAsync(response))["access_token"]!.GetValue<string>();
    }

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();

    private static Dictionary<string, string> Form(string scope, params (string Name, string Value)[] credentials) =>
        new(credentials.Select(credential => KeyValuePair.Create(credential.Name, credential.Value)))
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = scope,
        };

    private static async Task<HttpResponseMessage> SendAsync(
        Uri tokenEndpoint,
        Dictionary<string, string> form,
        AuthenticationHeaderValue? authorization
    )
    {
        using var http = Http.To(tokenEndpoint);
        using var request = new HttpRequestMessage(HttpMethod.Post, tokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = authorization;
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
