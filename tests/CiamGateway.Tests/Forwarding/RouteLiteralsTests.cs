using CiamGateway.Forwarding;
using Microsoft.AspNetCore.Routing.Patterns;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>Routing takes <c>/domains</c> for <c>/Domains</c>; an API need not.</summary>
public sealed class RouteLiteralsTests
{
    [Theory]
    [InlineData("/Domains/{id}", "/Domains/x", true)]
    [InlineData("/Domains/{id}", "/Domains/X", true)]
    [InlineData("/Domains/{id}", "/domains/x", false)]
    [InlineData("/Domains/{id}", "/domains/Domains", false)]
    [InlineData("/Domains/Domains", "/Domains", false)]
    [InlineData("Domains/{id}/Users", "/Domains/x/Users", true)]
    [InlineData("Domains/{id}/Users", "/Domains/x/users", false)]
    [InlineData("Domains/{id}/Users", "/Domains/Users/users", false)]
    [InlineData("/{id}/Domains", "/x/Domains", true)]
    [InlineData("/{id}/Domains", "/Domains/domains", false)]
    [InlineData("/Domains", "/Domains/", true)]
    [InlineData("/{**rest}", "/a/B", true)]
    [InlineData("/Files/{name}.Json", "/Files/a.Json", true)]
    [InlineData("/Files/{name}.Json", "/Files/a.json", false)]
    [InlineData("/", "/", true)]
    [InlineData("/Domains/{id?}", "/Domains", true)]
    public void Fixed_parts_are_compared_letter_by_letter(string pattern, string path, bool expected) =>
        Assert.Equal(expected, RouteLiterals.AreIn(path, RoutePatternFactory.Parse(pattern)));
}
