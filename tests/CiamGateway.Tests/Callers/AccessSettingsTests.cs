using System.Collections.Frozen;
using System.Net;
using CiamGateway.Callers;
using CiamGateway.Callers.Policies;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Who may call a route, by its policy.</summary>
public sealed class AccessSettingsTests
{
    private const string Callers = "ops-console and payroll";

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("default", true)]
    [InlineData("Default", true)]
    [InlineData("anonymous", true)]
    [InlineData("ANONYMOUS", true)]
    [InlineData("administrators", true)]
    [InlineData("Administrators", true)]
    [InlineData("closed", true)]
    [InlineData("undefined", false)]
    public void Policies_are_known_by_name_and_by_YARPs_reserved_names(string? policy, bool expected) =>
        Assert.Equal(expected, Settings(AnonymousCallers.Denied).Knows(policy));

    [Theory]
    [InlineData(null, Callers)]
    [InlineData("", Callers)]
    [InlineData("default", Callers)]
    [InlineData("anonymous", Callers)]
    [InlineData("administrators", "ops-console")]
    [InlineData("Administrators", "ops-console")]
    [InlineData("closed", "")]
    [InlineData("undefined", "")]
    public void A_policy_admits_the_callers_that_it_names(string? policy, string expected)
    {
        var access = Settings(AnonymousCallers.Denied);
        var admitted = access.Callers.Values.Where(caller => access.Admits(policy, caller));
        Assert.Equal(expected, string.Join(" and ", admitted.Select(caller => caller.Name).Order()));
    }

    [Fact]
    public void A_policy_names_callers_in_any_case() =>
        Assert.True(Settings(AnonymousCallers.Denied).Admits("administrators", new CallerSettings("OPS-Console")));

    [Theory]
    [InlineData("Denied", null, false, false)]
    [InlineData("Loopback", null, true, false)]
    [InlineData("Allowed", null, true, true)]
    [InlineData("Denied", "", false, false)]
    [InlineData("Loopback", "", true, false)]
    [InlineData("Allowed", "", true, true)]
    [InlineData("Denied", "anonymous", true, true)]
    [InlineData("Loopback", "Anonymous", true, true)]
    [InlineData("Loopback", "default", false, false)]
    [InlineData("Allowed", "default", false, false)]
    [InlineData("Loopback", "administrators", false, false)]
    [InlineData("Allowed", "administrators", false, false)]
    [InlineData("Allowed", "undefined", false, false)]
    public void A_request_without_a_credential_is_served_by_mode_policy_and_origin(string mode, string? policy, bool local, bool remote)
    {
        var access = Settings(Enum.Parse<AnonymousCallers>(mode));
        Assert.Equal((local, remote), (access.AdmitsAnonymous(policy, isLocal: true), access.AdmitsAnonymous(policy, isLocal: false)));
    }

    [Theory]
    [InlineData("Denied", null, "ops-console, payroll")]
    [InlineData("Loopback", null, "ops-console, payroll, anybody on this machine")]
    [InlineData("Allowed", "", "ops-console, payroll, anybody")]
    [InlineData("Allowed", "default", "default: ops-console, payroll")]
    [InlineData("Denied", "anonymous", "anonymous: ops-console, payroll, anybody")]
    [InlineData("Allowed", "administrators", "administrators: ops-console")]
    [InlineData("Allowed", "closed", "closed: no caller")]
    public void Who_is_admitted_is_listed_in_order(string mode, string? policy, string expected) =>
        Assert.Equal(expected, AdmittedCallers.Of(policy, Settings(Enum.Parse<AnonymousCallers>(mode))).ToString());

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("10.2.0.0", false)]
    [InlineData(null, false)]
    public void A_caller_with_networks_calls_from_one_of_them(string? address, bool expected)
    {
        var source = address is null ? null : IPAddress.Parse(address);
        var bound = new CallerSettings("payroll") { Networks = TestCallers.Networks("10.1.0.0/16", "192.0.2.1/32") };
        Assert.True(bound.IsBound);
        Assert.Equal((expected, expected), (bound.MayCallFrom(source), bound.IsIn(source)));
    }

    [Fact]
    public void A_caller_without_networks_calls_from_everywhere()
    {
        var caller = new CallerSettings("payroll");
        Assert.Equal((false, true, true), (caller.IsBound, caller.MayCallFrom(IPAddress.Loopback), caller.MayCallFrom(null)));
        Assert.False(caller.IsIn(IPAddress.Loopback));
    }

    [Fact]
    public void A_caller_uses_its_own_token_client_where_it_has_one()
    {
        var own = new Dictionary<string, string> { ["provisioning"] = "payroll-provisioning" };
        var caller = new CallerSettings("payroll") { TokenClients = own.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase) };
        Assert.Equal("payroll-provisioning", caller.TokenClientFor("Provisioning"));
        Assert.Equal("mfa", caller.TokenClientFor("mfa"));
    }

    private static AccessSettings Settings(AnonymousCallers anonymous) =>
        new()
        {
            Anonymous = anonymous,
            Callers = new Dictionary<string, CallerSettings> { ["payroll"] = new("payroll"), ["ops-console"] = new("ops-console") },
            Policies = new Dictionary<string, FrozenSet<string>>
            {
                ["administrators"] = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "ops-console"),
                ["closed"] = FrozenSet<string>.Empty,
            }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
        };
}
