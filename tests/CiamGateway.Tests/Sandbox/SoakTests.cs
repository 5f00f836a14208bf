using CiamGateway.Sandbox.Soak;
using Xunit;

namespace CiamGateway.Tests.Sandbox;

/// <summary>The sandbox's soak says that all is well when it is, and fails when it is not.</summary>
public sealed class SoakTests
{
    private static readonly SoakReport Good = new(
        TimeSpan.FromSeconds(120),
        TimeSpan.FromSeconds(4),
        24_000,
        [],
        0,
        new Dictionary<string, int> { ["a"] = 50, ["b"] = 65 }
    );

    public static TheoryData<string> Bad => [.. Spoilt.Keys];

    private static Dictionary<string, SoakReport> Spoilt { get; } =
        new()
        {
            ["no call"] = Good with { Calls = 0 },
            ["a failed call"] = Good with { Failures = ["GET /Domains was answered with 503"] },
            ["a call that waited"] = Good with { Waited = 1 },
            ["a token request too many"] = Good with
            {
                TokenRequests = new Dictionary<string, int> { ["a"] = 50, ["b"] = 66 },
            },
        };

    [Fact(Timeout = TimeLimit.Long)]
    public async Task A_short_one_ends_well()
    {
        await using var sandbox = SandboxProcess.Start("--soak 2 --token-lifetime 60");
        await sandbox.AssertEndsWellAsync();
    }

    [Fact]
    public void No_failure_no_wait_and_one_token_request_for_each_renewal_are_good() =>
        Assert.StartsWith("ok ", Good.ToString(), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Bad))]
    public void Anything_else_is_bad(string what)
    {
        Assert.False(Spoilt[what].IsGood);
        Assert.StartsWith("FAIL", Spoilt[what].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_steady_load_tells_the_gateways_own_answers_from_the_APIs()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            if (context.Request.Path == "/gateway")
            {
                context.Response.Headers["Proxy-Status"] = "ciam-gateway; error=proxy_internal_error";
            }
            return Task.CompletedTask;
        });
        using var caller = Http.To(upstream.Address);
        var load = new SteadyLoad(
            caller,
            new SteadyCall("GET", "/", 200),
            new SteadyCall("GET", "/", 204),
            new SteadyCall("GET", "/gateway", 200)
        );
        await using (load)
        {
            await Eventually.HoldsAsync(() => load.Count >= 30);
        }
        Assert.Equal(
            ["GET / was answered with 200 ", "GET /gateway was answered with 200 ciam-gateway; error=proxy_internal_error"],
            load.Failures.Distinct().Order(StringComparer.Ordinal)
        );
    }
}
