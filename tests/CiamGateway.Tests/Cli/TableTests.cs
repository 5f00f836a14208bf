using CiamGateway.Cli;
using Xunit;

namespace CiamGateway.Tests.Cli;

public sealed class TableTests
{
    private const string Wide = """
        METHOD  PATH                 SCOPE
        GET     /Applications/{app}  application.client
        DELETE  /Domains/{domain}    application.client domain.manage

        """;

    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell() => Assert.Equal(Wide, Write(int.MaxValue));

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public void No_line_is_wider_than_the_terminal_and_no_text_is_lost(int width)
    {
        var lines = Write(width).Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.Equal(Words(Write(int.MaxValue)), Words(string.Concat(lines)));
    }

    private static string Words(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)).Order());

    private static string Write(int width)
    {
        var table = new Table("METHOD", "PATH", "SCOPE");
        table.Add("GET", "/Applications/{app}", "application.client");
        table.Add("DELETE", "/Domains/{domain}", "application.client domain.manage");
        using var writer = new StringWriter();
        table.Write(writer, width);
        return writer.ToString();
    }
}
