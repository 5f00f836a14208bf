using System.Text;
using Xunit;

namespace CiamGateway.Tests.Tokens;

public sealed class RenewalMetricsTests : IDisposable
{
    private readonly TokenEngine _engine = new(options => options.Retries = 0);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_warm_token_that_cannot_be_renewed_is_overdue_and_one_on_demand_may_lapse()
    {
        _engine.Answers(TokenEngine.TokenResponse(expiresIn: "100"));
        _engine.WarmTokens.Want([TokenEngine.Wanted("warm")]);
        await Eventually.HoldsAsync(() => _engine.WarmTokens.Missing.Count == 0);
        await _engine.GetAsync("on.demand");
        Assert.Equal(0, await ValueAsync("ciam_gateway_token_renewal_overdue_seconds{client=\"provisioning\",scope=\"warm\"}"));

        _engine.Answers("", 503);
        await _engine.RunClockUntil(() => _engine.WarmTokens.Missing.Count == 1, stepSeconds: 1);
        Assert.InRange(await ValueAsync("ciam_gateway_token_renewal_overdue_seconds{client=\"provisioning\",scope=\"warm\"}"), 15, 30);
        Assert.Equal(0, await ValueAsync("ciam_gateway_token_expires_in_seconds{client=\"provisioning\",scope=\"warm\"}"));
        Assert.Equal(0, await ValueAsync("ciam_gateway_token_renewal_overdue_seconds{client=\"provisioning\",scope=\"on.demand\"}"));
    }

    [Fact]
    public async Task An_open_breaker_is_shown_until_it_closes()
    {
        _engine.Answers("", 503);
        foreach (var scope in (string[])["a", "b", "c", "d"])
        {
            await _engine.GetAsync(scope);
        }
        Assert.Equal(1, await ValueAsync("ciam_gateway_token_endpoint_circuit_open{client=\"provisioning\"}"));
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(TimeSpan.FromMinutes(1));
        await _engine.GetAsync("e");
        Assert.Equal(0, await ValueAsync("ciam_gateway_token_endpoint_circuit_open{client=\"provisioning\"}"));
    }

    [Fact]
    public async Task Scope_that_was_not_granted_is_counted_while_its_token_lasts()
    {
        _engine.Answers("""{ "access_token": "abc", "token_type": "Bearer", "expires_in": 100, "scope": "a" }""");
        await _engine.GetAsync("a b c");
        Assert.Equal(2, await ValueAsync("ciam_gateway_token_scope_missing{client=\"provisioning\",scope=\"a b c\"}"));
        _engine.Answers(TokenEngine.TokenResponse()).Clock.Advance(TimeSpan.FromSeconds(100));
        await _engine.GetAsync("a b c");
        Assert.Equal(0, await ValueAsync("ciam_gateway_token_scope_missing{client=\"provisioning\",scope=\"a b c\"}"));
    }

    private async Task<double> ValueAsync(string series)
    {
        using var exposed = new MemoryStream();
        await _engine.Metrics.Registry.CollectAndExportAsTextAsync(exposed, TestContext.Current.CancellationToken);
        var line = Assert.Single(Encoding.UTF8.GetString(exposed.ToArray()).Split('\n'), line =>
            line.StartsWith(series, StringComparison.Ordinal)
        );
        return double.Parse(line[series.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
