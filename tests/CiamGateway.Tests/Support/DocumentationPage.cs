using System.Text.RegularExpressions;

namespace CiamGateway.Tests.Support;

/// <summary>A page of the documentation, for tests that compare it with the program.</summary>
/// <param name="Path">Relative to the repository.</param>
internal sealed partial record DocumentationPage(string Path, string Text)
{
    public static readonly DocumentationPage Front = Read("README.md");
    public static readonly DocumentationPage Configuration = Read("config/README.md");
    public static readonly DocumentationPage Deployment = Read("config/kubernetes/README.md");
    public static readonly DocumentationPage Monitoring = Read("config/prometheus/README.md");
    public static readonly DocumentationPage Tests = Read("tests/README.md");
    public static readonly DocumentationPage Map = Read("src/CiamGateway/README.md");
    public static readonly DocumentationPage TokenStates = Read("src/CiamGateway/Tokens/README.md");

    public static readonly IReadOnlyList<DocumentationPage> All = [Front, Configuration, Deployment, Monitoring, Tests, Map, TokenStates];

    /// <summary>The anchors that GitHub makes of the headings.</summary>
    public IReadOnlyList<string> Anchors { get; } =
    [.. Headings().Matches(WithoutFences(Text)).Select(match => AnchorOf(match.Groups[1].Value))];

    /// <returns>The page of this path.</returns>
    public static DocumentationPage? Find(string path) => All.SingleOrDefault(page => page.Path == path);

    /// <summary>The fenced blocks of one language, without their indentation.</summary>
    public IEnumerable<string> Blocks(string language) => Blocks(Text, language);

    /// <summary>The lines of all shell blocks, without comments.</summary>
    public IEnumerable<string> ShellLines => ShellLinesOf(Text);

    /// <summary>The text below a heading of the second level, up to the next one.</summary>
    public string Section(string heading)
    {
        var parts = Text.Split($"\n## {heading}\n");
        return parts.Length == 2 ? parts[1].Split("\n## ")[0] : throw new InvalidOperationException($"{Path} has no section '{heading}'.");
    }

    public static IEnumerable<string> ShellLinesOf(string text) =>
        Blocks(text, "sh").SelectMany(block => block.Split('\n')).Where(line => line.Length > 0 && !line.StartsWith('#'));

    /// <summary>The text without fenced blocks: prose, tables and headings.</summary>
    public static string WithoutFences(string text) => Fences().Replace(text, "");

    private static IEnumerable<string> Blocks(string text, string language) =>
        Fences()
            .Matches(text)
            .Where(match => match.Groups["language"].Value == language)
            .Select(match => string.Join('\n', match.Groups["content"].Value.Split('\n').Select(line => Outdented(line, match))));

    private static string Outdented(string line, Match fence) =>
        line.StartsWith(fence.Groups["indent"].Value, StringComparison.Ordinal) ? line[fence.Groups["indent"].Length..] : line;

    private static string AnchorOf(string heading) => Punctuation().Replace(heading.ToLowerInvariant().Replace(' ', '-'), "");

    private static DocumentationPage Read(string path) => new(path, File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)));

    [GeneratedRegex("^(?<indent> *)```(?<language>[a-z]*)\n(?<content>.*?)^ *```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();

    [GeneratedRegex("(?m)^#+ (.+)$")]
    private static partial Regex Headings();

    [GeneratedRegex("[^a-z0-9_-]")]
    private static partial Regex Punctuation();
}
