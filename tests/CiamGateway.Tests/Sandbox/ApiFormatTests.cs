using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.ProvisioningApi;
using Xunit;

namespace CiamGateway.Tests.Sandbox;

/// <summary>What the sandbox's Provisioning API takes and answers: media types by operation, shapes, parameters of the query.</summary>
public sealed class ApiFormatTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Scim = "application/scim+json";
    private const string Json = "application/json";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Domains_and_all_below_them_answer_JSON_only_errors_included()
    {
        using var api = await ApiAsync();
        foreach (var target in (string[])["/Domains", "/Domains/none", "/Domains/none/Users", "/Domains/none/ServiceAccounts/1"])
        {
            Assert.Equal(Json, (await api.SendAsync("GET", target, accept: Scim)).MediaType);
        }
    }

    [Fact]
    public async Task The_other_operations_answer_in_both_media_types_but_for_most_of_Client()
    {
        using var api = await ApiAsync();
        var path = $"/Applications/{(await api.CreateApplicationAsync())["applicationId"]}";
        string[] targets = ["/Applications", "/Users", "/ServiceAccounts", "/Applications/none", path, $"{path}/AccessTokenMapping"];
        foreach (var target in targets)
        {
            Assert.Equal(Scim, (await api.SendAsync("GET", target, accept: Scim)).MediaType);
            Assert.Equal(Json, (await api.SendAsync("GET", target)).MediaType);
        }
        Assert.Equal((404, Json), (await api.SendAsync("GET", $"{path}/Client", accept: Scim)).Kind);
        Assert.Equal((201, Json), (await api.SendAsync("PUT", $"{path}/Client", """{ "name": "c" }""", accept: Scim)).Kind);
        Assert.Equal((200, Scim), (await api.SendAsync("GET", $"{path}/Client", accept: Scim)).Kind);
    }

    [Fact]
    public async Task Two_operations_take_SCIM_bodies()
    {
        using var api = await ApiAsync();
        var (application, domain) = ((await api.CreateApplicationAsync())["applicationId"], (await api.CreateDomainAsync())["domainId"]);
        foreach (
            var (method, target, status) in new[]
            {
                ("PUT", $"/Applications/{application}", 200),
                ("POST", $"/Domains/{domain}/ServiceAccounts", 201),
                ("POST", $"/Domains/{domain}/Users", 415),
                ("PUT", $"/Domains/{domain}", 415),
                ("PUT", $"/Applications/{application}/Client", 415),
                ("POST", "/Domains", 415),
            }
        )
        {
            const string body = """{ "surname": "s", "friendlyName": "name" }""";
            Assert.Equal(status, (await api.SendAsync(method, target, body, contentType: Scim)).Status);
        }
    }

    [Fact]
    public async Task A_user_has_an_account_status_that_no_client_sets_and_lists_are_lists()
    {
        using var api = await ApiAsync();
        var users = $"/Domains/{(await api.CreateDomainAsync())["domainId"]}/Users";
        const string body = """{ "surname": "s", "extendedAttr1": [ "a", "b" ], "accountStatus": "mine" }""";
        var user = (await api.SendAsync("POST", users, body)).Object;
        Assert.Equal(2, user["extendedAttr1"]!.AsArray().Count);
        var status = user["accountStatus"]!.AsObject();
        Assert.Equal((user["userId"]!.ToString(), 0), (status["accountId"]!.ToString(), status["failedLoginCount"]!.GetValue<int>()));
        Assert.False(status["isLockedStatus"]!["isLocked"]!.GetValue<bool>());
        Assert.Empty(status["isDisabledStatus"]!["disabledReasons"]!.AsArray());
        Assert.Equal(400, (await api.SendAsync("POST", users, """{ "surname": "s", "extendedAttr1": "a" }""")).Status);
    }

    [Fact]
    public async Task A_reset_of_the_token_mapping_answers_that_it_succeeded()
    {
        using var api = await ApiAsync();
        var mapping = $"/Applications/{(await api.CreateApplicationAsync())["applicationId"]}/AccessTokenMapping";
        const string body = """{ "name": "m", "attrMappings": [ { "name": "n", "attr": "a" } ], "unknown": 1 }""";
        var written = await api.SendAsync("PUT", mapping, body);
        Assert.Equal((201, """{"name":"m","attrMappings":[{"name":"n","attr":"a"}]}"""), (written.Status, written.Body!.ToJsonString()));
        var reset = await api.SendAsync("DELETE", mapping);
        Assert.Equal((200, "success"), (reset.Status, reset.Object["status"]!.ToString()));
    }

    [Fact]
    public async Task Users_are_found_by_parameters_of_the_query_and_attributes_trim_single_resources()
    {
        using var api = await ApiAsync();
        var domain = await api.CreateDomainAsync();
        var (id, name) = (domain["domainId"], domain["friendlyName"]);
        const string body = """{ "surname": "s", "friendlyName": "jdoe", "externalId": "x1" }""";
        var user = (await api.SendAsync("POST", $"/Domains/{id}/Users", body)).Object;
        foreach (
            var (query, count) in new[]
            {
                ($"domainId={id}", 1),
                ($"domainName={name}&externalId=x1", 1),
                ($"domainName={name}&externalId=x2", 0),
                ("domainId=none", 0),
                ($"userId={user["userId"]}", 1),
                ($"domainId={id}&friendlyName=jdoe", 1),
            }
        )
        {
            var found = (await api.SendAsync("GET", $"/Users?{query}")).Object["totalResults"]!.GetValue<int>();
            Assert.True(count == found, $"{query} finds {found}");
        }
        var trimmed = (await api.SendAsync("GET", $"/Domains/{id}?attributes=description")).Object;
        Assert.Equal(["description", "domainId", "transactionId"], trimmed.Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lists_of_users_and_service_accounts_can_be_bare_arrays()
    {
        await using var server = await SandboxProvisioningApi.StartAsync(
            new ProvisioningApiOptions
            {
                Issuer = new Uri(fixture.Issuer),
                HasExamples = true,
                HasBareLists = true,
            },
            Cancellation
        );
        using var api = new Api(server.Address, await TokenRequests.TokenAsync(fixture.TokenEndpoint, "application.client"), "");
        Assert.Equal("jdoe", Assert.Single((await api.SendAsync("GET", "/Users")).Body!.AsArray())!["friendlyName"]!.ToString());
        Assert.Empty((await api.SendAsync("GET", "/ServiceAccounts")).Body!.AsArray());
        Assert.Equal(1, (await api.SendAsync("GET", "/Domains")).Object["totalResults"]!.GetValue<int>());
    }

    private async Task<Api> ApiAsync() =>
        new(
            fixture.Address,
            await TokenRequests.TokenAsync(fixture.TokenEndpoint, "application.client domain.manage"),
            await TokenRequests.TokenAsync(fixture.TokenEndpoint, "iam.root")
        );

    private sealed class Api(Uri address, string token, string rootToken) : IDisposable
    {
        private readonly HttpClient _http = Http.To(address);

        public async Task<JsonObject> CreateApplicationAsync() =>
            (await SendAsync("POST", "/Applications", $$"""{ "friendlyName": "{{Guid.NewGuid():n}}" }""")).Object;

        public async Task<JsonObject> CreateDomainAsync() =>
            (await SendAsync("POST", "/Domains", $$"""{ "friendlyName": "{{Guid.NewGuid():n}}", "description": "d" }""")).Object;

        public async Task<Reply> SendAsync(
            string method,
            string target,
            string? body = null,
            string contentType = Json,
            string accept = Json
        )
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), target);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, contentType);
            var isOfRoot = (method, target) is ("POST", "/Applications");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", isOfRoot ? rootToken : token);
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var response = await _http.SendAsync(request, Cancellation);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            var json = text.Length == 0 ? null : JsonNode.Parse(text);
            return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, json);
        }

        public void Dispose() => _http.Dispose();
    }

    private sealed record Reply(int Status, string? MediaType, JsonNode? Body)
    {
        public (int, string?) Kind => (Status, MediaType);

        public JsonObject Object => Body!.AsObject();
    }
}
