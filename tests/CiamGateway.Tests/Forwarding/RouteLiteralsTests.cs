using CiamGateway.Forwarding.Routes;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
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
    [InlineData("Domains/{id}/Users", "/Domains/x/Users", true)]
    [InlineData("Domains/{id}/Users", "/Domains/x/users", false)]
    [InlineData("Domains/{id}/Users", "/Domains/Users/users", false)]
    [InlineData("/{id}/Domains", "/x/Domains", true)]
    [InlineData("/{id}/Domains", "/Domains/domains", false)]
    [InlineData("/Domains", "/Domains/", true)]
    [InlineData("/{**rest}", "/a/B", true)]
    [InlineData("/Files/{name}.Json", "/Files/a.Json", true)]
    [InlineData("/Files/{name}.Json", "/Files/a.json", false)]
    [InlineData("/v{version}/Domains/{id}", "/v2/Domains/2", true)]
    [InlineData("/v{version}/Domains/{id}", "/vV/Domains/2", true)]
    [InlineData("/v{version}/Domains/{id}", "/Vv/Domains/2", false)]
    [InlineData("/v{version}/Domains/{id}", "/V2v/Domains/2", false)]
    [InlineData("/{name}v/{id}", "/vV/1", false)]
    [InlineData("/{name}v/{id}", "/Vv/1", true)]
    [InlineData("/{a}-x-{b}", "/x-X-x", false)]
    [InlineData("/{a}-x-{b}", "/X-x-X", true)]
    [InlineData("/Files/{name}.{extension?}", "/Files/a", true)]
    [InlineData("/Files/{name}.{extension?}", "/Files/a.b.c", true)]
    [InlineData("/Files/a{name}.{extension?}", "/Files/Aa.b", false)]
    [InlineData("/", "/", true)]
    [InlineData("/Domains/{id?}", "/Domains", true)]
    public void Literal_parts_are_compared_letter_by_letter_in_their_place(string pattern, string path, bool expected)
    {
        var route = RoutePatternFactory.Parse(pattern);
        var values = new RouteValueDictionary();
        Assert.True(new TemplateMatcher(new RouteTemplate(route), []).TryMatch(path, values));
        Assert.Equal(expected, RouteLiterals.AreIn(path, route, values));
    }
}
