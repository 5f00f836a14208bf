using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace CiamGateway.Limits;

/// <summary>The current time limits that routes name as their <c>TimeoutPolicy</c>.</summary>
internal sealed class TimeoutPolicies : IConfigureOptions<RequestTimeoutOptions>
{
    private readonly CurrentConfiguration _configuration;

    public TimeoutPolicies(CurrentConfiguration configuration, IOptionsMonitorCache<RequestTimeoutOptions> read)
    {
        _configuration = configuration;
        configuration.Applying += _ => read.Clear();
    }

    public void Configure(RequestTimeoutOptions options)
    {
        // Routes that are about to go may still name one that is gone.
        foreach (
            var (name, timeout) in (_configuration.Outgoing?.Limits.All.TimeoutPolicies ?? []).Concat(
                _configuration.Current.Limits.All.TimeoutPolicies
            )
        )
        {
            options.AddPolicy(name, timeout);
        }
    }
}
