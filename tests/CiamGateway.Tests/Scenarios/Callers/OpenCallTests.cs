using CiamGateway.Callers.Passwords;
using CiamGateway.Sandbox.Soak;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Callers;

/// <summary>A reload ends what the new configuration would not admit, within the reload, and nothing else.</summary>
public sealed class OpenCallTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private const string It = "Gateway:Callers:it";
    private const string Route = "ReverseProxy:Routes:its";
    private const string Policy = "Gateway:AccessPolicies:its:Callers";

    private readonly AuditedFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [MemberData(nameof(OpenCallChanges.Taken), MemberType = typeof(OpenCallChanges))]
    public async Task What_a_reload_takes_away_ends_with_it(string reason, string credential, string[] before, string[] change)
    {
        await using var gateway = await StartAsync(before);
        var log = GatewayLog.Of(gateway.Gateway.Gateway);
        using var its = await OpenCallClient.OpenAsync(gateway, credential, "/its");
        using var others = await OpenCallClient.OpenAsync(gateway, "key other-1", "/other");

        await gateway.Gateway.ReconfigureAsync(Settings(change));

        await its.AssertEndedAsync();
        await AssertProblem.Is(await its.Silent, 403, "access_revoked", "http_request_denied");
        await others.AssertUndisturbedAsync();
        var lines = await _file.LinesAsync(5);
        Assert.Equal(["101", "200", "200", "200", "403"], lines.Select(line => line["status"]!.ToString()).Order());
        Assert.All(lines, line => Assert.Equal("access_revoked", line["error"]!.ToString()));
        const string changed = "The configuration changed while the call was open. ";
        Assert.All(lines, line => Assert.StartsWith(changed, line["detail"]!.ToString(), StringComparison.Ordinal));
        var metrics = new ScrapedMetrics(await gateway.Gateway.MetricsAsync());
        Assert.Equal(5, metrics.Sum("ciam_gateway_ended_calls_total", $"reason=\"{reason}\""));
        Assert.Equal(5, metrics.Sum("ciam_gateway_ended_calls_total"));
        Assert.Equal(5, metrics.Sum("ciam_gateway_errors_total", "code=\"access_revoked\""));
        Assert.Equal(5, metrics.Sum("ciam_gateway_errors_total"));
        var said = Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 3004);
        Assert.Equal($"The new configuration ended 5 open call(s) that it no longer admits. Reasons: {reason} 5", said.Message);
    }

    [Theory]
    [MemberData(nameof(OpenCallChanges.Kept), MemberType = typeof(OpenCallChanges))]
    public async Task What_is_still_admitted_goes_on_undisturbed(string what, string credential, string[] before, string[] change)
    {
        await using var gateway = await StartAsync(before);
        using var its = await OpenCallClient.OpenAsync(gateway, credential, "/its");
        await gateway.Gateway.ReconfigureAsync(Settings(change));
        await its.AssertUndisturbedAsync();
        Assert.Equal(0, new ScrapedMetrics(await gateway.Gateway.MetricsAsync()).Sum("ciam_gateway_ended_calls_total"));
        Assert.NotEmpty(what);
    }

    [Theory]
    [InlineData($"{Policy}:0=other")]
    [InlineData($"{It}:ApiKeys:0=sha256:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("Gateway:TokenClients:silent:ClientId=another")]
    public async Task A_call_that_waits_for_its_token_is_refused_and_not_sent(params string[] change)
    {
        await using var tokens = await Upstream.StartAsync(Upstream.NeverAnswerAsync);
        await using var gateway = await StartAsync([
            .. OpenCallChanges.WithKey,
            $"{Route}:Transforms:0:AccessToken=silent",
            $"{Route}:Transforms:0:Warm=false",
            $"Gateway:TokenClients:silent:TokenEndpoint={tokens.Address}token",
            "Gateway:TokenClients:silent:ClientId=one",
            "Gateway:TokenClients:silent:ClientSecret=secret",
        ]);
        var waiting = gateway.Connect("key it-1").GetAsync("/its/stream", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => tokens.Requests > 0);
        await gateway.Gateway.ReconfigureAsync(Settings(change));
        await AssertProblem.Is(await waiting, 403, "access_revoked", "http_request_denied");
        Assert.Equal(0, gateway.Gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData(401, new[] { $"{It}:Passwords:0", $"{It}:Passwords:1", $"{Policy}:1" })]
    [InlineData(401, new[] { $"{It}:Passwords:0={TestCallers.Second}", $"{It}:Passwords:1={TestCallers.Second}" })]
    [InlineData(401, new[] { $"{It}:Networks:0=203.0.113.0/24" })]
    [InlineData(403, new[] { $"{Policy}:1" })]
    [InlineData(403, new[] { $"{Route}:Match:Path=/elsewhere/{{kind}}" })]
    [InlineData(200, new[] { $"{It}:Passwords:1" })]
    public async Task A_call_that_waits_for_its_password_check_is_judged_by_the_configuration_after_it(int status, string[] change)
    {
        // Two hashes, so that the check takes longer than the change.
        await using var gateway = await StartAsync([
            $"{It}:Passwords:0={TestCallers.First}",
            $"{It}:Passwords:1={TestCallers.Second}",
            $"{Policy}:0=other",
            $"{Policy}:1=it",
        ]);
        var verification = gateway.Gateway.Gateway.Services.GetRequiredService<PasswordVerification>();
        var waiting = gateway.Connect("password first").GetAsync("/its/now", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => verification.LongChecks > 0);
        await gateway.Gateway.ReconfigureAsync(Settings(change));
        Assert.Equal(status, (int)(await waiting).StatusCode);
        Assert.Equal(status == 200 ? 1 : 0, gateway.Gateway.Upstream.Requests);
    }

    private Task<OpenCallGateway> StartAsync(string[] settings)
    {
        var all = OpenCallGateway.TokenClient("leaving", fixture.TokenEndpoint);
        all[$"{Route}:AuthorizationPolicy"] = "its";
        foreach (var (key, value) in Settings(settings))
        {
            all[key] = value;
        }
        return OpenCallGateway.StartAsync(fixture.TokenEndpoint, _file.Path, all);
    }

    private static Dictionary<string, string?> Settings(string[] settings) =>
        settings
            .Select(setting => setting.Split('=', 2))
            .ToDictionary(setting => setting[0], setting => setting.Length > 1 ? setting[1] : null);
}
