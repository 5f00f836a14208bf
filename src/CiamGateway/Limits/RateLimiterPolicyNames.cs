using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace CiamGateway.Limits;

/// <summary>
/// Makes the names of <c>Gateway:RateLimits</c> known where YARP looks up a route's <c>RateLimiterPolicy</c>; the limits themselves are
/// <see cref="RequestLimiters"/>'.
/// </summary>
internal sealed class RateLimiterPolicyNames(CurrentConfiguration configuration) : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions options)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        Add(configuration.Current);
        configuration.Applying += Add;

        void Add(GatewayConfiguration current)
        {
            foreach (var name in current.Limits.Policies.Keys.Where(known.Add))
            {
                options.AddPolicy(name, _ => RateLimitPartition.GetNoLimiter(""));
            }
        }
    }
}
