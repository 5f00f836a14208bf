using System.Text;
using CiamGateway.Callers.Schemes;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>
/// Credentials that come twice, joined, empty or folded, byte for byte as no client library sends them.
/// A server in front may have judged the one credential, and this gateway the other.
/// </summary>
public sealed class RepeatedCredentialTests(RepeatedCredentialTests.Gateway gateway) : IClassFixture<RepeatedCredentialTests.Gateway>
{
    private const string Key = "X-Api-Key: payroll-1\r\n";
    private const string OtherKey = "X-Api-Key: payroll-2\r\n";
    private const string Bearer = "Authorization: Bearer abc\r\n";

    private static readonly string Credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes("ops-console:first"));
    private static readonly string Basic = $"Authorization: Basic {Credentials}\r\n";

    public static TheoryData<string, string> Refused =>
        new()
        {
            { "two different keys of one caller", Key + OtherKey },
            { "the same key twice", Key + Key },
            { "the same key twice, in another case", $"{Key}x-api-KEY: payroll-1\r\n" },
            { "a right and a wrong key", $"{Key}X-Api-Key: wrong\r\n" },
            { "a wrong and a right key", $"X-Api-Key: wrong\r\n{Key}" },
            { "a key and an empty one", $"{Key}X-Api-Key:\r\n" },
            { "an empty key and one", $"X-Api-Key:\r\n{Key}" },
            { "two keys in one line", "X-Api-Key: payroll-1, payroll-2\r\n" },
            { "two keys in one line without a space", "X-Api-Key: payroll-1,payroll-1\r\n" },
            { "an empty key", "X-Api-Key:\r\n" },
            { "a key of a space", "X-Api-Key:  \r\n" },
            { "two lines of Basic", Basic + Basic },
            { "Basic and a bearer token", Basic + Bearer },
            { "a bearer token and Basic", Bearer + Basic },
            { "Basic and an empty line", $"{Basic}Authorization:\r\n" },
            { "an empty line and Basic", $"Authorization:\r\n{Basic}" },
            { "Basic and a wrong password", $"{Basic}Authorization: Basic {Convert.ToBase64String("ops-console:wrong"u8)}\r\n" },
            { "two Basic in one line", $"Authorization: Basic {Credentials}, Basic {Credentials}\r\n" },
            { "Basic and a bearer token in one line", $"Authorization: Basic {Credentials}, Bearer abc\r\n" },
            { "Basic beside a wrong key", $"{Basic}X-Api-Key: wrong\r\n" },
            { "Basic beside another caller's key", Basic + Key },
            { "Basic without credentials", "Authorization: Basic\r\n" },
            { "Basic and a space", "Authorization: Basic \r\n" },
        };

    /// <summary>Refused by the listener, before anybody asks who calls.</summary>
    public static TheoryData<string, string> Folded =>
        new()
        {
            { "a folded key", "X-Api-Key:\r\n payroll-1\r\n" },
            { "a key with a folded second", "X-Api-Key: payroll-1\r\n\tpayroll-2\r\n" },
            { "folded Basic", $"Authorization: Basic\r\n {Credentials}\r\n" },
            { "a key after a space before the colon", "X-Api-Key : payroll-1\r\n" },
            { "a key with a NUL", "X-Api-Key: payroll-1\0\r\n" },
            { "a key with a bare CR", "X-Api-Key: payroll-1\rX\r\n" },
        };

    public static TheoryData<string, string> Served =>
        new()
        {
            { "one key", Key },
            { "one key with spaces around it", "X-Api-Key:   payroll-1  \r\n" },
            { "one key, in another case", "x-api-key: payroll-1\r\n" },
            { "Basic", Basic },
            { "Basic in another case with more spaces", $"authorization: bAsIc   {Credentials}\r\n" },
            { "Basic beside the same caller's key", $"{Basic}X-Api-Key: ops-1\r\n" },
            { "a key beside a bearer token", Key + Bearer },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public Task A_credential_that_can_be_read_in_two_ways_is_refused(string what, string headers) =>
        AssertAsync(what, headers, 401, "caller_unauthenticated");

    [Theory]
    [MemberData(nameof(Folded))]
    public Task A_header_that_is_not_as_HTTP_requires_is_refused(string what, string headers) =>
        AssertAsync(what, headers, 400, "request_malformed");

    [Theory]
    [MemberData(nameof(Served))]
    public Task One_credential_is_served(string what, string headers) => AssertAsync(what, headers, 200, code: null);

    [Theory]
    [InlineData(Bearer)]
    [InlineData(Bearer + Bearer)]
    [InlineData("Authorization:\r\n")]
    [InlineData("Authorization: Digest x\r\n")]
    public Task What_is_no_credential_of_a_caller_is_none(string headers) => AssertAsync("none", headers, 401, "caller_unauthenticated");

    private async Task AssertAsync(string what, string headers, int status, string? code)
    {
        var before = gateway.BeforeUpstream.Upstream.Requests;
        var answers = await RawConnection.ExchangeAsync(
            gateway.BeforeUpstream.Gateway.Address,
            $"GET /open HTTP/1.1\r\nHost: gateway\r\n{headers}Connection: close\r\n\r\n"
        );
        var answer = Assert.Single(answers);
        Assert.Equal((what, status, code), (what, answer.Status, answer.Code));
        Assert.Equal(status == 200 ? 1 : 0, gateway.BeforeUpstream.Upstream.Requests - before);
    }

    public sealed class Gateway : IAsyncLifetime
    {
        internal GatewayBeforeUpstream BeforeUpstream { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            BeforeUpstream = await GatewayBeforeUpstream.StartAsync(
                new Uri("http://127.0.0.1:1"),
                _ => Task.CompletedTask,
                new()
                {
                    ["Gateway:AnonymousCallers"] = "Denied",
                    ["Gateway:Callers:payroll:ApiKeys:0"] = ApiKeyHash.Of("payroll-1").ToString(),
                    ["Gateway:Callers:payroll:ApiKeys:1"] = ApiKeyHash.Of("payroll-2").ToString(),
                    ["Gateway:Callers:ops-console:ApiKeys:0"] = ApiKeyHash.Of("ops-1").ToString(),
                    ["Gateway:Callers:ops-console:Passwords:0"] = TestCallers.First,
                    ["ReverseProxy:Routes:open:ClusterId"] = "provisioning",
                    ["ReverseProxy:Routes:open:Match:Path"] = "/open",
                    ["ReverseProxy:Routes:open:Transforms:0:AccessToken"] = "none",
                }
            );

        public ValueTask DisposeAsync() => BeforeUpstream.DisposeAsync();
    }
}
