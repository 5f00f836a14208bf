using CiamGateway.Forwarding.Targets;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>Which targets are refused, each with the fault that the caller is told.</summary>
public sealed class RequestTargetTests
{
    private const string Slash = "is not a path that begins with a slash";
    private const string Fragment = "holds a fragment ('#'), at offset ";
    private const string Invisible = "holds a character that is not visible ASCII, at offset ";
    private const string Doubled = "has two slashes in a row, at offset ";
    private const string Character = "which a path holds only encoded, as %";
    private const string Dots = "has a dot segment, or one of spaces, at offset ";
    private const string Dot = "has a segment that ends in '.', at offset ";
    private const string Space = "has a segment that begins or ends with a space, at offset ";
    private const string Percent = "holds a percent sign that two hexadecimal digits do not follow, at offset ";
    private const string Encoding = "is not well-formed UTF-8 at offset ";
    private const string Delimiter = "which some servers take for a delimiter";
    private const string Query = "which no route can allow: some servers begin the query there";
    private const string Control = "holds a control or formatting character (U+";

    [Theory]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("/a/")]
    [InlineData("/a/b")]
    [InlineData("/.a")]
    [InlineData("/a.b")]
    [InlineData("/ABCXYZabcxyz0189-._~!$&'()*+,=:@x")]
    [InlineData("/a%2eb")]
    [InlineData("/%41%7A")]
    [InlineData("/%2ea")]
    [InlineData("/a%20b")]
    [InlineData("/J%C3%BCrgen")]
    [InlineData("/%e2%82%ac")]
    [InlineData("/%f0%9f%98%80")]
    [InlineData("/%f0%90%80%af")]
    [InlineData("/a?")]
    [InlineData("/a?b;c/../%zz//%00.")]
    [InlineData("/?!~")]
    public void Every_server_reads_it_alike(string target) => Assert.Null(RequestTarget.Fault(target));

    [Theory]
    [InlineData("", Slash)]
    [InlineData("a/b", Slash)]
    [InlineData("*", Slash)]
    [InlineData("http://gateway/", Slash)]
    [InlineData("/a b", Invisible)]
    [InlineData("/a#b", Fragment)]
    [InlineData("/a?b#c", Fragment)]
    [InlineData("/a\u007f", Invisible)]
    [InlineData("/a\u00e9", Invisible)]
    [InlineData("/a?b c", Invisible)]
    [InlineData("//", Doubled)]
    [InlineData("//a", Doubled)]
    [InlineData("/a//b", Doubled)]
    [InlineData("/a//", Doubled)]
    [InlineData("/a//?b", Doubled)]
    [InlineData("/a;b", Delimiter)]
    [InlineData("/a\\b", Character)]
    [InlineData("/a/b|c/d", Character)]
    [InlineData("/a%41;", Delimiter)]
    [InlineData("/.", Dots)]
    [InlineData("/a./b", Dot)]
    [InlineData("/a/b.?c", Dot)]
    [InlineData("/a%2e", Dot)]
    [InlineData("/a%20", Space)]
    [InlineData("/%20a", Space)]
    [InlineData("/%41.", Dot)]
    [InlineData("/%", Percent)]
    [InlineData("/a%4", Percent)]
    [InlineData("/%4g", Percent)]
    [InlineData("/%g4", Percent)]
    [InlineData("/%41%", Percent)]
    [InlineData("/%-1", Percent)]
    [InlineData("/%c3", Encoding)]
    [InlineData("/%c0%af", Encoding)]
    [InlineData("/a%ff", Encoding)]
    [InlineData("/a%2fb", Delimiter)]
    [InlineData("/a%5Cb", Delimiter)]
    [InlineData("/%25", Delimiter)]
    [InlineData("/a%3b", Delimiter)]
    [InlineData("/a%3F", Query)]
    [InlineData("/a%23", Delimiter)]
    [InlineData("/a%e2%80%a4", Delimiter)]
    [InlineData("/a%e2%80%a5", Delimiter)]
    [InlineData("/a%e2%80%a6", Delimiter)]
    [InlineData("/a%e2%81%84", Delimiter)]
    [InlineData("/a%e2%88%95", Delimiter)]
    [InlineData("/a%e2%88%96", Delimiter)]
    [InlineData("/a%e2%a7%b5", Delimiter)]
    [InlineData("/a%e2%a7%b8", Delimiter)]
    [InlineData("/a%ef%b9%92", Delimiter)]
    [InlineData("/a%ef%b9%94", Delimiter)]
    [InlineData("/a%ef%b9%a8", Delimiter)]
    [InlineData("/a%ef%b9%aa", Delimiter)]
    [InlineData("/a%ef%bc%83", Delimiter)]
    [InlineData("/a%ef%bc%85", Delimiter)]
    [InlineData("/a%ef%bc%8e", Delimiter)]
    [InlineData("/a%ef%bc%8f", Delimiter)]
    [InlineData("/a%ef%bc%9b", Delimiter)]
    [InlineData("/a%ef%bc%9f", Query)]
    [InlineData("/a%ef%bc%bc", Delimiter)]
    [InlineData("/%C3%BC%2f", Delimiter)]
    [InlineData("/a%00", Control)]
    [InlineData("/a%c2%85", Control)]
    [InlineData("/a%e2%80%8b", Control)]
    [InlineData("/a%e2%80%a8b", Control)]
    [InlineData("/a%e2%80%a9b", Control)]
    public void Servers_could_read_it_in_two_ways(string target, string fault) =>
        Assert.Contains(fault, RequestTarget.Fault(target)?.Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("/a/b%5Cc", 2, '\\', "holds '\\', written %5C, at offset 4, in segment 2 of its path, which some servers take for a ")]
    [InlineData("/a%5c/b?%2f", 1, '\\', "holds '\\', written %5c, at offset 2, in segment 1 of its path, which some servers take for a ")]
    [InlineData("/a/%C3%BC%2Fb", 2, '/', "holds '/', written %2F, at offset 9, in segment 2 of its path, which some servers take for a ")]
    [InlineData("/a;b/c", 1, ';', "holds ';' at offset 2, in segment 1 of its path, which some servers take for a delimiter")]
    [InlineData("/a/Inc.", 2, '.', "has a segment that ends in '.', at offset 3, in segment 2 of its path, which some servers cut off")]
    [InlineData("/a/b%3F", 2, null, "holds '?', written %3F, at offset 4, in segment 2 of its path, which no route can allow")]
    [InlineData("/a/..", 2, null, "has a dot segment, or one of spaces, at offset 3, in segment 2 of its path")]
    [InlineData("/a|b", 1, null, "holds '|' at offset 2, in segment 1 of its path, which a path holds only encoded, as %7C")]
    public void The_fault_names_the_place_and_what_a_route_would_have_to_allow(string target, int segment, char? character, string text)
    {
        var fault = RequestTarget.Fault(target)!;
        Assert.StartsWith(text, fault.Text, StringComparison.Ordinal);
        Assert.Equal((segment, character), (fault.Segment, fault.Character));
    }
}
