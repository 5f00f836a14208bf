using CiamGateway.Forwarding.Headers;
using CiamGateway.Listening;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>Which header names a set has, whatever lets it rule the others out quickly.</summary>
public sealed class HeaderNamesTests
{
    private static readonly HeaderNames Names = new([
        "Via",
        "X-Host",
        "A-",
        "X_Tenant_Id",
        "B_*",
        "X-Forwarded-*",
        "Q*",
        new string('l', 70),
        new string('m', 70) + "*",
    ]);

    [Theory]
    [InlineData("Via")]
    [InlineData("vIA")]
    [InlineData("x-host")]
    [InlineData("X_HOST")]
    [InlineData("a_")]
    [InlineData("X-Tenant-ID")]
    [InlineData("x_tenant_id")]
    [InlineData("B-Any")]
    [InlineData("X-Forwarded-")]
    [InlineData("x_forwarded_FOR")]
    [InlineData("Q")]
    [InlineData("qu")]
    [InlineData("Quota-That-Nobody-Has-Heard-Of")]
    [InlineData("x.forwarded.for")]
    [InlineData("X!Tenant~Id")]
    [InlineData("b+any")]
    public void A_name_is_known_in_any_spelling_and_to_any_end_that_is_left_open(string name) => Assert.True(Names.Contain(name));

    [Theory]
    [InlineData("")]
    [InlineData("V")]
    [InlineData("Vias")]
    [InlineData("Vib")]
    [InlineData("X-Hosts")]
    [InlineData("X-Forwarded")]
    [InlineData("Y-Forwarded-For")]
    [InlineData("Accept")]
    [InlineData("X-Api-Key")]
    public void Others_are_not(string name) => Assert.False(Names.Contain(name));

    [Fact]
    public void Names_of_any_length_are_told_apart()
    {
        Assert.True(Names.Contain(new string('L', 70)));
        Assert.False(Names.Contain(new string('l', 69)));
        Assert.True(Names.Contain(new string('M', 80)));
        Assert.False(Names.Contain(new string('m', 69)));
    }

    [Theory]
    [InlineData("Content_Length", true)]
    [InlineData("content.length", true)]
    [InlineData("X_Api-Key", true)]
    [InlineData("Content-Length", false)]
    [InlineData("CONTENT-LENGTH", false)]
    [InlineData("Content_Lengths", false)]
    [InlineData("ContentXLength", false)]
    [InlineData("Content_Lenght", false)]
    public void A_look_alike_is_known_in_every_spelling_but_its_own(string name, bool isKnown) =>
        Assert.Equal(isKnown, new HeaderNames([], ["Content-Length", "X-Api-Key"]).Contain(name));

    [Fact]
    public void Every_default_name_is_known()
    {
        foreach (var pattern in WithheldHeaders.OfRequests.Concat(WithheldHeaders.OfResponses))
        {
            Assert.True(new HeaderNames([pattern]).Contain(pattern.TrimEnd('*')), pattern);
        }
    }

    [Fact]
    public void What_is_no_name_contains_nothing() => Assert.False(new HeaderNames(["", "*"]).Contain("Via"));
}
