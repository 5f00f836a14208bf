using System.Net;
using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers;

/// <summary>Which caller a name, a key or an address belongs to.</summary>
public sealed class CallerDirectoryTests
{
    [Theory]
    [InlineData("10.1.2.3", "wide")]
    [InlineData("10.1.200.0", "narrow")]
    [InlineData("10.1.200.255", "narrow")]
    [InlineData("10.1.199.255", "wide")]
    [InlineData("10.1.201.0", "wide")]
    [InlineData("10.1.200.7", "one address")]
    [InlineData("10.0.255.255", null)]
    [InlineData("10.2.0.0", null)]
    [InlineData("2001:db8::1", "wide in IPv6")]
    [InlineData("2001:db8:1:1::1", "narrow in IPv6")]
    [InlineData("2001:db8:1:2::1", "wide in IPv6")]
    [InlineData("2001:db8:1:1::7", "one address of IPv6")]
    [InlineData("2001:db9::", null)]
    [InlineData("::10.1.2.3", null)]
    public void Of_several_networks_that_contain_an_address_the_one_with_the_longest_prefix_counts(string address, string? expected)
    {
        CallerSettings[] callers =
        [
            In("wide", "10.1.0.0/16"),
            In("one address", "10.1.200.7/32"),
            In("narrow", "10.1.200.0/24"),
            In("wide in IPv6", "2001:db8::/32"),
            In("one address of IPv6", "2001:db8:1:1::7/128"),
            In("narrow in IPv6", "2001:db8:1:1::/64"),
        ];
        Assert.Equal(expected, Directory(callers).FindByNetwork(IPAddress.Parse(address))?.Name);
        Array.Reverse(callers);
        Assert.Equal(expected, Directory(callers).FindByNetwork(IPAddress.Parse(address))?.Name);
    }

    [Fact]
    public void Each_network_of_a_caller_names_it()
    {
        var directory = Directory(In("batch", "10.1.0.0/16", "192.0.2.0/24"), In("other", "10.0.0.0/8"));
        Assert.Equal("batch", directory.FindByNetwork(IPAddress.Parse("10.1.0.1"))?.Name);
        Assert.Equal("batch", directory.FindByNetwork(IPAddress.Parse("192.0.2.1"))?.Name);
        Assert.Equal("other", directory.FindByNetwork(IPAddress.Parse("10.2.0.1"))?.Name);
    }

    [Fact]
    public void An_unknown_address_is_in_no_network() =>
        Assert.Null(Directory(In("batch", "0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1")).FindByNetwork(null));

    [Fact]
    public void The_networks_of_a_caller_that_has_a_credential_do_not_name_it()
    {
        var home = IPAddress.Parse("10.1.2.3");
        Assert.Null(Directory(WithKeys("payroll", "key") with { Networks = Networks("10.0.0.0/8") }).FindByNetwork(home));
        Assert.Null(Directory(WithPasswords("payroll", First) with { Networks = Networks("10.0.0.0/8") }).FindByNetwork(home));
        Assert.Null(Directory(Pinned("payroll") with { Networks = Networks("10.0.0.0/8") }).FindByNetwork(home));
    }

    [Theory]
    [InlineData("one", "payroll")]
    [InlineData("two", "payroll")]
    [InlineData("three", "branch")]
    [InlineData("four", "ops-console")]
    [InlineData("five", null)]
    [InlineData("", null)]
    [InlineData("One", null)]
    [InlineData("one ", null)]
    public void Each_key_is_its_callers(string key, string? expected) =>
        Assert.Equal(
            expected,
            Directory(WithKeys("payroll", "one", "two"), WithKeys("branch", "three"), WithKeys("ops-console", "four"))
                .FindByApiKey(ApiKeyHash.Of(key))
                ?.Name
        );

    [Fact]
    public void The_name_of_a_caller_is_case_sensitive()
    {
        var directory = Directory(WithPasswords("payroll", First));
        Assert.Equal("payroll", directory.FindByName("payroll")?.Name);
        Assert.Null(directory.FindByName("Payroll"));
        Assert.Null(directory.FindByName(""));
    }

    [Fact]
    public void The_cost_of_a_password_is_that_of_the_caller_with_the_most()
    {
        Assert.Equal(0, Directory().PasswordCost);
        Assert.Equal(0, Directory(WithKeys("payroll", "key")).PasswordCost);
        Assert.Equal(600, Directory(WithPasswords("payroll", First)).PasswordCost);
        var directory = Directory(WithPasswords("payroll", First), WithPasswords("ops-console", First, Second), WithKeys("branch", "key"));
        Assert.Equal(1_200, directory.PasswordCost);
    }

    [Fact]
    public void A_challenge_offers_Basic_only_if_some_caller_has_a_password()
    {
        Assert.Equal(["ApiKey realm=\"ciam-gateway\""], Directory(WithKeys("payroll", "key")).Challenges.ToArray());
        Assert.Equal(
            [
                "Basic realm=\"ciam-gateway\", charset=\"UTF-8\"",
                "ApiKey realm=\"ciam-gateway\"",
                "Basic realm=\"ciam-gateway\", charset=\"UTF-8\"",
            ],
            Directory(WithPasswords("payroll", First)).Challenges.ToArray()
        );
    }

    [Fact]
    public void Certificates_are_looked_for_at_the_callers_that_have_some() =>
        Assert.Equal(["pinned"], Directory(WithKeys("payroll", "key"), Pinned("pinned")).WithCertificates.Select(caller => caller.Name));

    private static CallerSettings Pinned(string name) => new(name) { Certificates = [new("AA", null, [])] };
}
