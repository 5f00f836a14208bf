using System.Threading.RateLimiting;
using CiamGateway.Limits;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace CiamGateway.Tests.Limits;

/// <summary>The names that routes may use, before, during and after a change of the configuration.</summary>
public sealed class PolicyNamesTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly CurrentConfiguration _configuration;

    public PolicyNamesTests() =>
        _configuration = new CurrentConfiguration(
            _folder.Load(
                "--Gateway:Limits:TimeoutPolicies:short=00:00:01",
                "--Gateway:Limits:TimeoutPolicies:gone=00:00:02",
                "--Gateway:RateLimits:few:Requests=1"
            )
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_time_limit_has_its_current_value_and_a_removed_one_remains_while_its_routes_are_served()
    {
        using var services = new ServiceCollection()
            .AddOptions()
            .AddSingleton(_configuration)
            .AddSingleton<IConfigureOptions<RequestTimeoutOptions>, TimeoutPolicies>()
            .BuildServiceProvider();
        var options = services.GetRequiredService<IOptionsMonitor<RequestTimeoutOptions>>();
        Assert.Equal("gone=2, short=1", Shown());
        var changed = _folder.Load("--Gateway:Limits:TimeoutPolicies:short=00:00:03", "--Gateway:Limits:TimeoutPolicies:new=00:00:04");
        _configuration.Apply(changed, () => Assert.Equal("gone=2, new=4, short=3", Shown()));
        services.GetRequiredService<IOptionsMonitorCache<RequestTimeoutOptions>>().Clear();
        Assert.Equal("new=4, short=3", Shown());

        string Shown() =>
            string.Join(
                ", ",
                options
                    .CurrentValue.Policies.OrderBy(policy => policy.Key, StringComparer.Ordinal)
                    .Select(policy => $"{policy.Key}={policy.Value.Timeout?.TotalSeconds}")
            );
    }

    [Fact]
    public void A_rate_limit_is_made_known_once_under_its_name()
    {
        var options = new RateLimiterOptions();
        new RateLimiterPolicyNames(_configuration).Configure(options);
        Assert.Throws<ArgumentException>(() => options.AddPolicy("few", _ => RateLimitPartition.GetNoLimiter("")));
        _configuration.Apply(_folder.Load("--Gateway:RateLimits:few:Requests=2", "--Gateway:RateLimits:new:Requests=1"), () => { });
        Assert.Throws<ArgumentException>(() => options.AddPolicy("new", _ => RateLimitPartition.GetNoLimiter("")));
    }
}
