using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.SiblingApis;
using Xunit;

namespace CiamGateway.Tests.Sandbox;

/// <summary>The sandbox plays the MFA API as it is: no scope, a form only, no Basic credentials, errors that are integers.</summary>
public sealed class SiblingApiServerTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly Dictionary<string, string> Right = new()
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = SandboxClient.Mfa.ClientId,
        ["client_secret"] = SandboxClient.Mfa.ClientSecret,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/ciam-mfa/v1/get/token")]
    [InlineData("/ciam-mfa/v2/get/token")]
    public async Task A_form_gets_a_token_that_the_operations_take(string path)
    {
        var answer = await AskAsync(new FormUrlEncodedContent(Right), path: path);
        Assert.Equal((200, "Bearer", 7199), (answer.Status, answer.Text("token_type"), answer.Body["expires_in"]!.GetValue<int>()));
        Assert.Equal(3, answer.Text("access_token").Split('.').Length);
        Assert.False(answer.Body.ContainsKey("scope"));
        foreach (var operation in SiblingOperation.All)
        {
            var isOfMfa = operation.Path.StartsWith("/ciam-mfa/", StringComparison.Ordinal);
            Assert.Equal(isOfMfa ? operation.Status : 401, await CallAsync(operation, answer.Text("access_token")));
        }
    }

    [Fact]
    public async Task JSON_is_refused_with_10028() => AssertError(await AskAsync(JsonContent.Create(Right)), 400, 10028);

    [Fact]
    public async Task Basic_credentials_are_refused_with_10029() =>
        AssertError(await AskAsync(new FormUrlEncodedContent(Right), new AuthenticationHeaderValue("Basic", "bTpz")), 400, 10029);

    [Theory]
    [InlineData("grant_type", "client_credential", 400)]
    [InlineData("scope", "application.client", 400)]
    [InlineData("client_secret", "wrong", 401)]
    public async Task Another_request_is_refused_with_an_integer(string key, string value, int status)
    {
        var answer = await AskAsync(new FormUrlEncodedContent(new Dictionary<string, string>(Right) { [key] = value }));
        AssertError(answer, status, answer.Body["error"]!.GetValue<int>());
    }

    [Fact]
    public async Task Without_its_token_every_operation_is_401_with_10001()
    {
        using var http = Http.To(api.Address);
        using var response = await http.GetAsync("/ciam-mfa/v2/users/jdoe/mfadevices", Cancellation);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!.AsObject();
        AssertError(new((int)response.StatusCode, body), 401, 10001);
        var foreign = await TokenRequests.TokenAsync(api.TokenEndpoint, "application.client");
        var statuses = await Task.WhenAll(SiblingOperation.All.Select(operation => CallAsync(operation, foreign)));
        Assert.All(statuses, status => Assert.Equal(401, status));
    }

    [Fact]
    public void Has_10_operations_of_the_MFA_API_and_16_of_the_administration_API() =>
        Assert.Equal([10, 16], SiblingOperation.All.GroupBy(operation => operation.Path.Split('/')[1]).Select(group => group.Count()));

    private async Task<Answer> AskAsync(
        HttpContent content,
        AuthenticationHeaderValue? authorization = null,
        string path = SiblingApiServer.TokenEndpointPath
    )
    {
        using var http = Http.To(api.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = authorization;
        using var response = await http.SendAsync(request, Cancellation);
        return new((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!.AsObject());
    }

    private async Task<int> CallAsync(SiblingOperation operation, string token)
    {
        using var http = Http.To(api.Address);
        var path = operation.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        request.Content = operation.Method is "POST" or "PUT" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, Cancellation);
        Assert.Equal(
            operation.IsText && response.StatusCode is HttpStatusCode.OK ? "text/plain" : "application/json",
            response.Content.Headers.ContentType?.MediaType ?? "application/json"
        );
        return (int)response.StatusCode;
    }

    private static void AssertError(Answer answer, int status, int error)
    {
        Assert.Equal((status, error), (answer.Status, answer.Body["error"]!.GetValue<int>()));
        Assert.Equal(["error", "message", "timestamp", "traceid"], answer.Body.Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    private sealed record Answer(int Status, JsonObject Body)
    {
        public string Text(string name) => Body[name]!.GetValue<string>();
    }
}
