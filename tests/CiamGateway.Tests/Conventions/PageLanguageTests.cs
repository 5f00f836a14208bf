using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The pages are in plain English: short sentences, and no word that a reader must think about twice.</summary>
public sealed partial class PageLanguageTests
{
    private const int ManyWords = 25;

    /// <summary>
    /// Words for an actor or a condition that hide it, and those of this project's own that the field does not use. Code and what it prints
    /// are not judged.
    /// </summary>
    private static readonly string[] Banned =
    [
        "anew",
        "at all",
        "cure",
        "for it",
        "for whom",
        "in force",
        "in vain",
        "nobody",
        "of its own",
        "of their own",
        "or else",
        "somebody",
        "somebody else's",
        "stands",
        "those that",
        "to be had",
        "wants",
        "whoever",
        "whose",
    ];

    public static TheoryData<string> Pages => [.. DocumentationPage.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void No_page_has_a_banned_word(string path)
    {
        var words = new Regex($@"\b(?:{string.Join('|', Banned)})\b", RegexOptions.IgnoreCase);
        var text = CodeSpans().Replace(DocumentationPage.WithoutFences(DocumentationPage.Find(path)!.Text), "");
        Assert.Equal([], text.Split('\n').Where(line => words.IsMatch(line)).Select(line => $"{words.Match(line)}: {line}"));
    }

    /// <summary>The results of benchmarks are sentences of their program: the page of the tests has a few long ones.</summary>
    [Theory]
    [InlineData("README.md", 25, 0)]
    [InlineData("config/README.md", 25, 0)]
    [InlineData("config/kubernetes/README.md", 25, 0)]
    [InlineData("config/prometheus/README.md", 25, 0)]
    [InlineData("src/CiamGateway/README.md", 25, 0)]
    [InlineData("src/CiamGateway/Tokens/README.md", 25, 0)]
    [InlineData("tests/README.md", 40, 4)]
    public void Sentences_are_short(string path, int longest, int percentOfLong)
    {
        var sentences = Sentences(DocumentationPage.Find(path)!.Text).ToList();
        Assert.NotEmpty(sentences);
        Assert.Equal([], sentences.Where(sentence => Words(sentence) > longest));
        Assert.InRange(sentences.Count(sentence => Words(sentence) > ManyWords) * 100 / sentences.Count, 0, percentOfLong);
    }

    [Fact]
    public void A_sentence_ends_at_a_full_stop_a_colon_an_item_and_a_paragraph() =>
        Assert.Equal(
            ["One two. ", "Three:", "four, code", "five.", "Six: ", "Seven of a link."],
            Sentences("# Title\n\nOne\ntwo. Three:\n\n- four, `code span`\n- five.\n\n| a | table |\n\nSix: Seven of [a link](x.md).\n")
        );

    private static int Words(string sentence) => sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Of prose and lists. A span of code counts as one word; headings, tables and blocks of code do not count.</summary>
    private static IEnumerable<string> Sentences(string text)
    {
        var prose = LinkTargets().Replace(CodeSpans().Replace(DocumentationPage.WithoutFences(text), "code"), "$1");
        return Paragraphs(prose.Split('\n'))
            .SelectMany(paragraph => SentenceEnds().Split(paragraph))
            .Where(sentence => sentence.Length > 0);
    }

    private static IEnumerable<string> Paragraphs(IEnumerable<string> lines)
    {
        var paragraph = new List<string>();
        foreach (var line in lines.Append(""))
        {
            var isProse = line.Length > 0 && line[0] is not ('#' or '|' or '<') && !line.StartsWith("    ", StringComparison.Ordinal);
            var isItem = ItemMarks().IsMatch(line);
            if ((!isProse || isItem) && paragraph.Count > 0)
            {
                yield return string.Join(' ', paragraph);
                paragraph.Clear();
            }
            if (isProse)
            {
                paragraph.Add(ItemMarks().Replace(line, "").Trim());
            }
        }
    }

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodeSpans();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkTargets();

    [GeneratedRegex(@"(?<=[.!?:] )(?=[A-Z0-9(*“]|code)")]
    private static partial Regex SentenceEnds();

    [GeneratedRegex(@"^ *(?:\d+\.|-) ")]
    private static partial Regex ItemMarks();
}
