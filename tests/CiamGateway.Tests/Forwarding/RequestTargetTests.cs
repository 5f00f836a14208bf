using CiamGateway.Forwarding;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>Which targets are refused, each with the fault that the caller is told.</summary>
public sealed class RequestTargetTests
{
    private const string Slash = "is not a path that begins with a slash";
    private const string Invisible = "holds a fragment, or a character that is not visible ASCII";
    private const string Doubled = "has two slashes in a row";
    private const string Character = "holds a character that a path must not have unencoded, or a path parameter";
    private const string Edge = "has a segment that ends in a dot, or begins or ends with a space";
    private const string Percent = "holds a percent sign that two hexadecimal digits do not follow";
    private const string Encoding = "is not well-formed UTF-8";
    private const string Delimiter = "hides a delimiter, such as an encoded slash, semicolon or percent sign";
    private const string Control = "hides a control or formatting character";

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
    [InlineData("/a#b", Invisible)]
    [InlineData("/a?b#c", Invisible)]
    [InlineData("/a\u007f", Invisible)]
    [InlineData("/a\u00e9", Invisible)]
    [InlineData("/a?b c", Invisible)]
    [InlineData("//", Doubled)]
    [InlineData("//a", Doubled)]
    [InlineData("/a//b", Doubled)]
    [InlineData("/a//", Doubled)]
    [InlineData("/a//?b", Doubled)]
    [InlineData("/a;b", Character)]
    [InlineData("/a\\b", Character)]
    [InlineData("/a/b|c/d", Character)]
    [InlineData("/a%41;", Character)]
    [InlineData("/.", Edge)]
    [InlineData("/a./b", Edge)]
    [InlineData("/a/b.?c", Edge)]
    [InlineData("/a%2e", Edge)]
    [InlineData("/a%20", Edge)]
    [InlineData("/%20a", Edge)]
    [InlineData("/%41.", Edge)]
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
    [InlineData("/a%3F", Delimiter)]
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
    [InlineData("/a%ef%bc%9f", Delimiter)]
    [InlineData("/a%ef%bc%bc", Delimiter)]
    [InlineData("/%C3%BC%2f", Delimiter)]
    [InlineData("/a%00", Control)]
    [InlineData("/a%c2%85", Control)]
    [InlineData("/a%e2%80%8b", Control)]
    [InlineData("/a%e2%80%a8b", Control)]
    [InlineData("/a%e2%80%a9b", Control)]
    public void Servers_could_read_it_in_two_ways(string target, string fault) => Assert.Equal(fault, RequestTarget.Fault(target));
}
