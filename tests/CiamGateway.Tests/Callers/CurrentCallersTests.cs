using System.Collections.Frozen;
using CiamGateway.Callers;
using CiamGateway.Callers.Policies;
using CiamGateway.Callers.Schemes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers;

/// <summary>Callers and policies follow the configuration, and what is dangerous in them is logged.</summary>
public sealed class CurrentCallersTests
{
    private readonly FakeLogCollector _log = new();

    [Fact]
    public void Callers_come_from_the_current_configuration()
    {
        var current = Holding(Access(WithKeys("payroll", "first")));
        var callers = new CurrentCallers(current, Logger<CurrentCallers>(_log));
        var before = callers.Current;
        Assert.Same(before, callers.Current);
        Assert.Equal("payroll", before.FindByApiKey(ApiKeyHash.Of("first"))?.Name);

        current.Apply(With(Access(WithKeys("branch", "second"))), () => Assert.NotNull(callers.Current.FindByName("branch")));
        Assert.NotSame(before, callers.Current);
        Assert.Same(callers.Current, callers.Current);
        Assert.Null(callers.Current.FindByApiKey(ApiKeyHash.Of("first")));
        Assert.Equal("branch", callers.Current.FindByApiKey(ApiKeyHash.Of("second"))?.Name);
    }

    [Fact]
    public void The_policies_before_are_there_while_routes_are_swapped()
    {
        var (before, after) = (Access(WithKeys("payroll", "first")), Access(WithKeys("branch", "second")));
        var current = Holding(before);
        var callers = new CurrentCallers(current, Logger<CurrentCallers>(_log));
        Assert.Null(callers.Outgoing);
        current.Apply(With(after), () => Assert.Same(before, callers.Outgoing));
        Assert.Null(callers.Outgoing);
    }

    [Fact]
    public void Serving_every_address_and_a_policy_without_callers_are_warned_of_at_the_start_and_with_each_change()
    {
        var access = Access(WithKeys("payroll", "first")) with
        {
            Anonymous = AnonymousCallers.Allowed,
            Policies = new Dictionary<string, FrozenSet<string>> { ["closed"] = [], ["open"] = FrozenSet.Create("payroll") },
        };
        var current = Holding(access);
        var callers = new CurrentCallers(current, Logger<CurrentCallers>(_log));
        string[] expected = ["Gateway:AnonymousCallers is Allowed", "Access policy 'closed' admits no caller"];
        AssertWarned(expected);
        current.Apply(With(access with { }), () => { });
        _ = (callers.Current, callers.Current);
        AssertWarned([.. expected, .. expected]);
    }

    [Theory]
    [InlineData("Loopback")]
    [InlineData("Denied")]
    public void Other_ways_to_treat_anonymous_callers_are_not_warned_of(string mode)
    {
        _ = new CurrentCallers(Holding(Access() with { Anonymous = Enum.Parse<AnonymousCallers>(mode) }), Logger<CurrentCallers>(_log));
        AssertWarned([]);
    }

    [Theory]
    [InlineData("default", false)]
    [InlineData("anonymous", false)]
    [InlineData("Anonymous", false)]
    [InlineData("administrators", true)]
    public async Task YARP_is_told_of_every_policy_but_its_own_and_none_of_them_admits_anybody_itself(string name, bool expected)
    {
        var policies = new AccessPolicyNames();
        Assert.Equal(expected, await policies.GetPolicyAsync(name) is not null);
        await AssertAdmitsNobodyAsync(await policies.GetPolicyAsync("administrators"));
        await AssertAdmitsNobodyAsync(await policies.GetDefaultPolicyAsync());
        await AssertAdmitsNobodyAsync(await policies.GetFallbackPolicyAsync());
    }

    private static async Task AssertAdmitsNobodyAsync(AuthorizationPolicy? policy) =>
        Assert.False(await Assert.IsType<AssertionRequirement>(Assert.Single(policy!.Requirements)).Handler(null!));

    private void AssertWarned(string[] expected)
    {
        var lines = _log.GetSnapshot();
        Assert.Equal(expected.Length, lines.Count);
        Assert.All(lines.Zip(expected), pair => Assert.StartsWith(pair.Second, pair.First.Message, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Equal(LogLevel.Warning, line.Level));
    }
}
