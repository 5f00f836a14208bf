using System.Collections.Frozen;
using CiamGateway.Callers;
using CiamGateway.Forwarding.Explanation;
using Xunit;

namespace CiamGateway.Tests.Forwarding.Explanation;

public sealed class AdmissionTests
{
    private static readonly AccessSettings Access = new()
    {
        Anonymous = AnonymousCallers.Denied,
        Policies = new Dictionary<string, FrozenSet<string>> { ["administrators"] = FrozenSet.Create("ops-console") },
    };

    [Theory]
    [InlineData(null, null, "Gateway:AnonymousCallers is Denied, and the route has no policy")]
    [InlineData("", null, "Gateway:AnonymousCallers is Denied, and the route has no policy")]
    [InlineData(null, "payroll", "the route has no policy, so that every known caller may call it")]
    [InlineData("", "payroll", "the route has no policy, so that every known caller may call it")]
    [InlineData("Anonymous", null, "the policy 'Anonymous' is everybody")]
    [InlineData("anonymous", "payroll", "the policy 'anonymous' is everybody")]
    [InlineData("default", null, "the policy 'default' is for known callers")]
    [InlineData("administrators", null, "the policy 'administrators' is for known callers")]
    [InlineData("default", "payroll", "the policy 'default' is every known caller")]
    [InlineData("administrators", "payroll", "the policy 'administrators' does not name it")]
    [InlineData("administrators", "ops-console", "the policy 'administrators' names it")]
    public void The_reason_is_the_routes_policy(string? policy, string? caller, string reason) =>
        Assert.Equal(reason, Admission.Reason(policy, caller is null ? null : new CallerSettings(caller), Access));
}
