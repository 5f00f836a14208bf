using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Telemetry;

/// <summary>
/// Plays through successes and failures with secrets everywhere, then searches all that the gateway wrote for every one of them.
/// </summary>
public sealed class SecrecyTests
{
    /// <summary>How every access token of the authorization server begins.</summary>
    private const string TokenBeginning = "eyJ";

    private readonly List<string> _secrets = [TokenBeginning];
    private readonly ConcurrentQueue<string> _written = [];
    private readonly string _apiKey;
    private readonly string _password;

    public SecrecyTests()
    {
        _apiKey = Secret("key");
        _password = Secret("password");
        _secrets.AddRange(Base64($"ops-console:{_password}"), ApiKeyHash.Of(_apiKey).ToString());
    }

    private static readonly (string Method, string Path)[] Operations =
    [
        ("GET", "/Domains"),
        ("POST", "/Domains"),
        ("DELETE", "/Domains/1"),
        ("POST", "/Domains/1/Users"),
        ("PUT", "/Users"),
        ("GET", "/nowhere"),
        ("DELETE", "/Domains/1."),
        ("POST", "/wrong"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = TimeLimit.Long)]
    public async Task No_secret_of_a_whole_run_is_in_anything_that_the_gateway_wrote()
    {
        await using var server = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), Cancellation);
        var api = await SandboxProvisioningApi.StartAsync(
            new ProvisioningApiOptions { Issuer = server.Address, HasExamples = true },
            Cancellation
        );
        _secrets.AddRange([
            SandboxClient.Gateway.ClientSecret,
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{SandboxClient.Gateway.ClientId}:{SandboxClient.Gateway.ClientSecret}")),
        ]);
        await using (var gateway = await RunningGateway.StartAsync(server.TokenEndpoint, api.Address, Settings(server.TokenEndpoint)))
        {
            await CallAsync(gateway.Address);
            api.RevokeTokens();
            await CallAsync(gateway.Address);
            await OperateAsync(gateway.Management);
            await MisbehaveAsync(gateway.Address);
            await api.DisposeAsync();
            await CallAsync(gateway.Address);
            await OperateAsync(gateway.Management);
            await gateway.StopAsync();
            Assert.NotEmpty(gateway.Output);
            Assert.Contains(gateway.Errors, line =>
                line.Contains("its user name and password belong to no caller", StringComparison.Ordinal)
            );
            Assert.Contains(gateway.Errors, line => line.Contains("\"LogLevel\":\"Debug\"", StringComparison.Ordinal));
            foreach (var line in gateway.Output.Concat(gateway.Errors))
            {
                _written.Enqueue(line);
            }
        }
        // One pass over the text for all secrets at once.
        var spellings = _secrets.SelectMany(Spellings).Distinct().ToList();
        var any = SearchValues.Create([.. spellings], StringComparison.OrdinalIgnoreCase);
        var told =
            from text in _written
            where text.AsSpan().ContainsAny(any)
            from secret in spellings
            where text.Contains(secret, StringComparison.OrdinalIgnoreCase)
            select $"{secret} in: {text}";
        Assert.All(told, text => Assert.Fail(text));
    }

    /// <summary>The log as talkative as an operator can make it, and a route whose token client has a wrong secret.</summary>
    private Dictionary<string, string?> Settings(Uri tokenEndpoint) =>
        new()
        {
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel.BadRequests"] = "Trace",
            ["Logging:LogLevel:Yarp"] = "Trace",
            ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder.HttpForwarder"] = "Trace",
            ["Logging:LogLevel:Polly"] = "Trace",
            ["Logging:Console:LogLevel:Default"] = "Trace",
            ["Gateway:TokenClients:wrong:TokenEndpoint"] = tokenEndpoint.AbsoluteUri,
            ["Gateway:TokenClients:wrong:ClientId"] = SandboxClient.Gateway.ClientId,
            ["Gateway:TokenClients:wrong:ClientSecret"] = Secret("wrong-client-secret"),
            ["Gateway:Callers:ops-console:ApiKeys:1"] = ApiKeyHash.Of(_apiKey).ToString(),
            ["Gateway:Callers:ops-console:Passwords:0"] = PasswordHash.Of(Encoding.UTF8.GetBytes(_password)).ToString(),
            ["ReverseProxy:Routes:wrong:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:wrong:Match:Path"] = "/wrong",
            ["ReverseProxy:Routes:wrong:Transforms:0:AccessToken"] = "wrong",
            ["ReverseProxy:Routes:wrong:Transforms:0:Scope"] = "application.client",
            ["ReverseProxy:Routes:wrong:Transforms:0:Warm"] = "false",
        };

    /// <summary>What a legacy application does, with every kind of credential that one may send.</summary>
    private async Task CallAsync(Uri address)
    {
        await CallAsync(address, "X-Api-Key", _apiKey);
        await CallAsync(address, "X-Api-Key", Secret("wrong-key"));
        await CallAsync(address, "Authorization", $"Basic {Base64($"ops-console:{_password}")}");
        await CallAsync(address, "Authorization", $"Basic {Base64($"ops-console:{Secret("wrong-password")}")}", Operations[..2]);
        await CallAsync(address, "Authorization", $"Basic {Base64($"{Secret("wrong-user")}:{_password}")}", Operations[..2]);
        await CallAsync(address, "Authorization", $"Basic {Secret("no-base64")}");
        await CallAsync(address, "Authorization", $"Bearer {Secret("bearer")}");
    }

    /// <param name="operations">All by default; a wrong password is slow, and makes the next ones slower.</param>
    private async Task CallAsync(Uri address, string credentialHeader, string credential, (string Method, string Path)[]? operations = null)
    {
        using var caller = Http.To(address);
        foreach (var (method, path) in operations ?? Operations)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"{path}?filter={Secret("query")}");
            request.Headers.TryAddWithoutValidation(credentialHeader, credential);
            foreach (var header in (string[])["Proxy-Authorization", "Cookie", "DPoP", "X-Forwarded-For", "X-Custom"])
            {
                request.Headers.TryAddWithoutValidation(header, Secret(header));
            }
            request.Content = method is "GET" or "DELETE"
                ? null
                : new StringContent(
                    $$"""{ "friendlyName": "{{Secret("name")}}", "password": "{{Secret("body")}}" """,
                    Encoding.UTF8,
                    "application/json"
                );
            using var response = await caller.SendAsync(request, Cancellation);
            await KeepIfOwnAsync(response);
        }
    }

    /// <summary>What an operator looks at.</summary>
    private async Task OperateAsync(Uri management)
    {
        using var client = Http.To(management);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {Secret("operator")}");
        foreach (var path in (string[])["/", "/health/live", "/health/ready", "/metrics", "/status", "/nowhere"])
        {
            using var response = await client.GetAsync($"{path}?key={Secret("management-query")}", Cancellation);
            await KeepAsync(response);
        }
    }

    /// <summary>What is no proper request, with secrets where logs like to quote from.</summary>
    private async Task MisbehaveAsync(Uri address)
    {
        foreach (
            var request in (string[])
                [
                    $"GET /Domains?a={Secret("line")} HTTP/9.9\r\nHost: gateway\r\nConnection: close\r\n\r\n",
                    $"GET /Domains?a={Secret("no-version")}\r\n\r\n",
                    $"GET  /Domains?a={Secret("spaces")} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n",
                    $"GET /Domains?a={Secret("host")} HTTP/1.1\r\nHost: {Secret("bad-host")}@gateway\r\nConnection: close\r\n\r\n",
                    "GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization : "
                        + $"Bearer {Secret("space-before-colon")}\r\n\r\n",
                    "GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization: "
                        + $"Bearer {Secret("control")}\u0001\r\n\r\n",
                    $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization Bearer {Secret("no-colon")}\r\n\r\n",
                    $"POST /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nContent-Length: {Secret("length")}\r\n\r\n",
                    "POST /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nTransfer-Encoding: "
                        + $"chunked\r\n\r\n{Secret("chunk")}\r\n\r\n",
                    $"DELETE http://{Secret("user")}:{Secret("user-password")}@gateway/Domains/1?a={Secret("absolute")} "
                        + "HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n",
                    $"DELETE /Domains/1#{Secret("fragment")} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n",
                ]
        )
        {
            foreach (var answer in await RawConnection.ExchangeAsync(address, request))
            {
                _written.Enqueue(answer.Body + string.Join('\n', answer.Headers));
            }
        }
    }

    /// <summary>The API's own answers are the caller's to see.</summary>
    private Task KeepIfOwnAsync(HttpResponseMessage response) =>
        response.Headers.Contains("Proxy-Status") ? KeepAsync(response) : Task.CompletedTask;

    private async Task KeepAsync(HttpResponseMessage response) =>
        _written.Enqueue(response.Headers.ToString() + response.Content.Headers + await response.Content.ReadAsStringAsync(Cancellation));

    /// <summary>A secret of its own for each place where one is used.</summary>
    private string Secret(string place)
    {
        var secret = $"{place}-{Guid.NewGuid():n}";
        _secrets.Add(secret);
        return secret;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string> Spellings(string secret) =>
        [secret, Uri.EscapeDataString(secret), .. secret == TokenBeginning ? (string[])[] : [Base64(secret)]];
}
