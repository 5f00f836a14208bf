using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>
/// Where an answer of the API leads, the caller gets there through the gateway; what leads there anyway arrives byte for byte.
/// </summary>
public sealed class ReturnedLocationTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>In each, {api} is the destination's host and port.</summary>
    [Theory]
    [InlineData("/x")]
    [InlineData("/")]
    [InlineData("/Domains/42?x=/y#z")]
    [InlineData("/a%2Fb/john%2Btest+%7e?q=%41")]
    [InlineData("Domains/42")]
    [InlineData("./Domains/../Users")]
    [InlineData("../../Users")]
    [InlineData("?page=2")]
    [InlineData("#top")]
    [InlineData("?")]
    [InlineData("")]
    [InlineData("//api.example.com/x")]
    [InlineData("//{api}.example.com/x")]
    [InlineData("http://api.example.com/Domains/42")]
    [InlineData("http://somebody@{api}/Domains/42")]
    [InlineData("https://127.0.0.1/Domains/42")]
    [InlineData("http:/Domains/42")]
    [InlineData("http://{api}:x/Domains")]
    [InlineData("mailto:somebody@example.com")]
    [InlineData("urn:ietf:params:oauth")]
    [InlineData("Domains:42")]
    public async Task An_address_that_needs_no_mapping_arrives_byte_for_byte(string location) =>
        Assert.Equal(location, await ToldAsync("/", location));

    [Theory]
    [InlineData("/", "http://{api}/Domains/42", "http://ciam.example.com:8443/Domains/42")]
    [InlineData("/", "HTTP://{api}/a%2fb/%7e/?x=%41+#z", "http://ciam.example.com:8443/a%2fb/%7e/?x=%41+#z")]
    [InlineData("/", "http://{api}", "http://ciam.example.com:8443/")]
    [InlineData("/", "http://{api}?x", "http://ciam.example.com:8443/?x")]
    [InlineData("/", "http://{api}/Domains/../Users/.", "http://ciam.example.com:8443/Users/")]
    [InlineData("/", "//{api}/Domains/42?x#y", "//ciam.example.com:8443/Domains/42?x#y")]
    [InlineData("/ciam/v2/", "http://{api}/ciam/v2/Domains/42", "http://ciam.example.com:8443/Domains/42")]
    [InlineData("/ciam/v2/", "//{api}/ciam/v2/Domains/42", "//ciam.example.com:8443/Domains/42")]
    [InlineData("/ciam/v2/", "http://{api}/login", "http://{api}/login")]
    [InlineData("/ciam/v2/", "/ciam/v2/Domains/a%20b", "/Domains/a%20b")]
    [InlineData("/ciam/v2/", "/ciam/v2/Domains/%7ejohn?x=%41#y", "/Domains/%7ejohn?x=%41#y")]
    [InlineData("/ciam/v2", "Domains/42", "Domains/42")]
    [InlineData("/ciam/v2", "?page=2", "?page=2")]
    [InlineData("/ciam/v2", "/ciam/v2", "/")]
    [InlineData("/ciam/v2", "/ciam/v2?x", "/?x")]
    [InlineData("/ciam/v2", "/ciam/v22/Domains", "/ciam/v22/Domains")]
    [InlineData("/ciam/v2", "/ciam/v2/../v3/Domains", "/ciam/v2/../v3/Domains")]
    [InlineData("/ciam/v2", "/login", "/login")]
    [InlineData("/ciam/v2", "../v2/Domains/42", "/Domains/42")]
    public async Task An_address_at_the_destination_is_mapped_or_stays_relative(string basePath, string location, string expected) =>
        Assert.Equal(expected, await ToldAsync(basePath, location));

    [Theory]
    [InlineData("PathRemovePrefix", "/old", "/old/{**rest}", "/old/Domains", "/Domains/42", "/old/Domains/42")]
    [InlineData("PathRemovePrefix", "/old", "/old/{**rest}", "/old/Domains", "Domains/42", "Domains/42")]
    [InlineData("PathPrefix", "/api", "/Things", "/Things", "/api/Things/42?x=%41", "/Things/42?x=%41")]
    [InlineData("PathPrefix", "/api", "/Things", "/Things", "/Things/42", "/Things/42")]
    [InlineData("PathPrefix", "/api", "/Things", "/Things", "http://{api}/api/Things/42", "http://ciam.example.com:8443/Things/42")]
    [InlineData("PathPrefix", "/api", "/Things/{id}", "/Things/john%2Btest", "/api/Things/john%2Btest/x", "/Things/john%2Btest/x")]
    [InlineData("PathPattern", "/v2/{id}", "/Things/{id}", "/Things/7", "/v2/7", "/Things/7")]
    [InlineData("PathSet", "/Domains", "/create", "/create", "/Domains/42", "/Domains/42")]
    [InlineData("PathSet", "/Domains", "/create", "/create", "?page=2", "?page=2")]
    public async Task An_address_finds_back_through_the_path_transform_of_its_route(
        string transform,
        string value,
        string path,
        string target,
        string location,
        string expected
    ) =>
        Assert.Equal(
            expected,
            await ToldAsync(
                "/",
                location,
                target,
                new()
                {
                    ["ReverseProxy:Routes:moved:ClusterId"] = "provisioning",
                    ["ReverseProxy:Routes:moved:Match:Path"] = path,
                    ["ReverseProxy:Routes:moved:Transforms:0:AccessToken"] = "none",
                    [$"ReverseProxy:Routes:moved:Transforms:1:{transform}"] = value,
                }
            )
        );

    [Fact]
    public async Task Without_a_host_the_address_at_the_destination_becomes_a_path()
    {
        await using var api = new RawServer(
            "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nLocation: http://gateway.example.com:1/Domains/42\r\n\r\n"
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api.Address,
            new() { ["ReverseProxy:Clusters:provisioning:Destinations:primary:Host"] = "gateway.example.com:1" }
        );
        Assert.Equal(
            "/Domains/42",
            Assert.Single(await RawConnection.ExchangeAsync(gateway.Address, "GET /Domains HTTP/1.0\r\n\r\n")).Headers["Location"]
        );
    }

    [Fact]
    public async Task What_was_created_is_found_where_Location_says()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        using var body = new StringContent(
            "{\"friendlyName\":\"Mine\",\"description\":\"A domain\"}",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var created = await scenario.Caller.PostAsync("/Domains", body, Cancellation);
        using var found = await scenario.Caller.GetAsync(created.Headers.Location, Cancellation);
        Assert.Equal(200, (int)found.StatusCode);
    }

    /// <summary>What the caller reads in <c>Location</c> if the API answers this.</summary>
    private async Task<string> ToldAsync(
        string basePath,
        string location,
        string target = "/Domains",
        Dictionary<string, string?>? settings = null
    )
    {
        // The port is known before the answer is, since the answer names it.
        var port = FreePort.Take();
        location = location.Replace("{api}", $"127.0.0.1:{port}", StringComparison.Ordinal);
        await using var api = new RawServer(
            $"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nLocation: {location}\r\nContent-Location: {location}\r\n\r\n",
            port: port
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, new Uri(api.Address, basePath), settings);
        var answer = Assert.Single(
            await RawConnection.ExchangeAsync(
                gateway.Address,
                $"GET {target} HTTP/1.1\r\nHost: ciam.example.com:8443\r\nConnection: close\r\n\r\n"
            )
        );
        Assert.Equal(answer.Headers["Location"], answer.Headers["Content-Location"]);
        return answer.Headers["Location"].Replace($"127.0.0.1:{port}", "{api}", StringComparison.Ordinal);
    }
}
