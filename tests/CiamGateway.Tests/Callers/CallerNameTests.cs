using CiamGateway.Callers;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>What a caller may be called.</summary>
public sealed class CallerNameTests
{
    [Theory]
    [InlineData("payroll", true)]
    [InlineData("A-z_0.9@example", true)]
    [InlineData("", false)]
    [InlineData("pay roll", false)]
    [InlineData("pay:roll", false)]
    [InlineData("pay\nroll", false)]
    [InlineData("päyroll", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void The_name_of_a_caller_has_up_to_64_plain_characters(string name, bool expected) =>
        Assert.Equal(expected, CallerName.IsValid(name));
}
