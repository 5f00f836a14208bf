using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Sandbox;

public sealed class ApiBehaviourTests(ApiFixture api) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private HttpClient _client = null!;
    private string _domain = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _client = Http.To(api.Address);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await TokenRequests.TokenAsync(api.TokenEndpoint, "application.client domain.manage")
        );
        var (_, domain) = await SendAsync("POST", "/Domains", $$"""{ "friendlyName": "{{Guid.NewGuid():n}}", "description": "d" }""");
        _domain = domain!["domainId"]!.GetValue<string>();
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    [Fact]
    public async Task A_list_is_paged_from_one()
    {
        await CreateUsersAsync("a", "b", "c", "d", "e");
        var (_, page) = await SendAsync("GET", $"/Domains/{_domain}/Users?startIndex=2&count=2");
        Assert.Equal(
            (5, 2, 2),
            (page!["totalResults"]!.GetValue<int>(), page["startIndex"]!.GetValue<int>(), page["itemsPerPage"]!.GetValue<int>())
        );
        Assert.Equal(["b", "c"], Names(page));
    }

    [Theory]
    [InlineData("friendlyName eq \"bob\"", "bob")]
    [InlineData("friendlyName sw \"b\" and surname co \"ild\"", "bob")]
    [InlineData("friendlyName eq \"amy\" or friendlyName eq \"cyd\"", "amy,cyd")]
    [InlineData("not (friendlyName eq \"amy\")", "bob,cyd")]
    [InlineData("emails.value ew \"@example.com\"", "cyd")]
    [InlineData("emails pr", "")]
    [InlineData("extendedAttr3 gt 9", "bob")]
    [InlineData("FRIENDLYNAME EQ \"Bob\"", "bob")]
    [InlineData("friendlyName ne \"amy\"", "bob,cyd")]
    public async Task A_filter_selects(string filter, string expected)
    {
        await CreateAsync("""{ "friendlyName": "amy", "surname": "Stone" }""");
        await CreateAsync("""{ "friendlyName": "bob", "surname": "Builder", "extendedAttr3": "10" }""");
        await CreateAsync(
            """{ "friendlyName": "cyd", "surname": "Stone", "emails": [ { "value": "cyd@example.com" } ], "extendedAttr3": "9" }"""
        );
        var (status, list) = await SendAsync("GET", $"/Domains/{_domain}/Users?filter={Uri.EscapeDataString(filter)}");
        Assert.Equal(200, status);
        Assert.Equal(expected, string.Join(',', Names(list!)));
    }

    [Theory]
    [InlineData("friendlyName")]
    [InlineData("friendlyName is \"x\"")]
    [InlineData("(friendlyName pr")]
    [InlineData("friendlyName pr pr")]
    [InlineData("friendlyName eq \"x")]
    [InlineData("friendlyName eq \"\\q\"")]
    public async Task A_filter_that_cannot_be_read_is_400(string filter) =>
        AssertError(await SendAsync("GET", $"/Users?filter={Uri.EscapeDataString(filter)}"), 400, "invalidFilter");

    [Fact]
    public async Task A_list_is_sorted_and_trimmed()
    {
        await CreateUsersAsync("b", "c", "a");
        var (_, list) = await SendAsync(
            "GET",
            $"/Domains/{_domain}/Users?sortBy=friendlyName&sortOrder=descending&attributes=friendlyName"
        );
        Assert.Equal(["c", "b", "a"], Names(list!));
        Assert.All(list!["Resources"]!.AsArray(), user => Assert.False(user!.AsObject().ContainsKey("surname")));
    }

    [Fact]
    public async Task A_live_credential_is_shown_once_and_never_read_back()
    {
        var created = await CreateAsync("""{ "friendlyName": "eve", "surname": "s", "password": "p4ss" }""");
        Assert.Equal("p4ss", created["password"]!.GetValue<string>());
        var (_, read) = await SendAsync("GET", $"/Domains/{_domain}/Users/{created["userId"]}");
        Assert.False(read!.ContainsKey("password"));
    }

    [Theory]
    [InlineData("""{ "description": "no name" }""", "invalidValue")]
    [InlineData("""{ "friendlyName": "ab", "description": "too short" }""", "invalidValue")]
    [InlineData("""{ "friendlyName": 7, "description": "no text" }""", "invalidValue")]
    [InlineData("[]", "invalidSyntax")]
    [InlineData("{", "invalidSyntax")]
    public async Task A_body_that_breaks_the_rules_is_400(string body, string scimType) =>
        AssertError(await SendAsync("POST", "/Domains", body), 400, scimType);

    [Fact]
    public async Task A_name_that_is_taken_is_409()
    {
        var name = Guid.NewGuid().ToString("n");
        await SendAsync("POST", "/Domains", $$"""{ "friendlyName": "{{name}}", "description": "first" }""");
        AssertError(
            await SendAsync("POST", "/Domains", $$"""{ "friendlyName": "{{name}}", "description": "second" }"""),
            409,
            "uniqueness"
        );
    }

    [Fact]
    public async Task What_does_not_exist_is_404_and_a_deleted_domain_takes_its_users_along()
    {
        var user = await CreateAsync("""{ "friendlyName": "last", "surname": "s" }""");
        Assert.Equal(204, (await SendAsync("DELETE", $"/Domains/{_domain}")).Status);
        AssertError(await SendAsync("GET", $"/Domains/{_domain}"), 404, scimType: null);
        AssertError(await SendAsync("GET", $"/Domains/{_domain}/Users/{user["userId"]}"), 404, scimType: null);
    }

    private async Task CreateUsersAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await CreateAsync($$"""{ "friendlyName": "{{name}}", "surname": "s" }""");
        }
    }

    private async Task<JsonObject> CreateAsync(string user)
    {
        var (status, created) = await SendAsync("POST", $"/Domains/{_domain}/Users", user);
        Assert.Equal(201, status);
        return created!;
    }

    private async Task<(int Status, JsonObject? Body)> SendAsync(string method, string target, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text)!.AsObject());
    }

    private static IEnumerable<string> Names(JsonObject list) =>
        list["Resources"]!.AsArray().Select(user => user!["friendlyName"]!.GetValue<string>());

    private static void AssertError((int Status, JsonObject? Body) answer, int status, string? scimType)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", answer.Body!["schemas"]![0]!.GetValue<string>());
        Assert.Equal($"{status}", answer.Body["status"]!.GetValue<string>());
        Assert.Equal(scimType, answer.Body["scimType"]?.GetValue<string>());
    }
}
