using System.Text.RegularExpressions;

namespace CiamGateway.Tests.Support;

/// <summary>A text of the source that says what to do.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Text">How it begins: all of the literal up to its end.</param>
internal sealed partial record SourceFix(string Place, string Text);

/// <summary>
/// Finds them: the last argument of what reports a problem, in each of its branches, what a member with Fix in its name returns, and what
/// follows "Fix: " in any text.
/// </summary>
internal static partial class SourceFixes
{
    public static IReadOnlyList<SourceFix> In(string folder) =>
        [
            .. from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(folder, file)
            where !name.StartsWith("obj", StringComparison.Ordinal) && !name.StartsWith("bin", StringComparison.Ordinal)
            let text = File.ReadAllText(file)
            from fix in Reported(text).Concat(Written(text)).Concat(Returned(text))
            select new SourceFix($"{name}:{text.AsSpan(0, fix.Index).Count('\n') + 1}", fix.Text),
        ];

    private static IEnumerable<(int Index, string Text)> Reported(string source) =>
        from call in Reporting().Matches(source)
        let arguments = SourceArguments.Of(source, call.Index + call.Length)
        where arguments.Count > 1
        from literal in SourceArguments.Beginnings(source, arguments[^1])
        where literal.Text.Length > 0 && literal.Text[0] != '{'
        select literal;

    /// <summary>What a member returns whose name says that it is a fix.</summary>
    private static IEnumerable<(int Index, string Text)> Returned(string source) =>
        from member in Member().Matches(source)
        let start = member.Index + member.Length
        let end = source.IndexOf(";\n", start, StringComparison.Ordinal)
        from literal in SourceArguments.Beginnings(source, start..end)
        // A word alone is a key, and what begins with a comma continues a text.
        where literal.Text.Contains(' ', StringComparison.Ordinal) && literal.Text[0] is not ('{' or ',')
        select literal;

    private static IEnumerable<(int Index, string Text)> Written(string source) =>
        from fix in Fix().Matches(source)
        where fix.Groups["text"].Value is { Length: > 0 } text && text[0] != '{'
        select (fix.Index, fix.Groups["text"].Value);

    [GeneratedRegex(
        @"\b(?:Report|Warn|Warning|ConfigurationProblem|NetworkFault|RedisFault|TlsRefusal|KestrelRejection|Refusal|ReadEach)\("
    )]
    private static partial Regex Reporting();

    [GeneratedRegex(@"string\??\s+\w*Fix\w*\([^()]*(?:\([^()]*\)[^()]*)*\) =>\s|const string \w*Fix\w* =\s")]
    private static partial Regex Member();

    [GeneratedRegex("""Fix: (?<text>[^"\n]*)""")]
    private static partial Regex Fix();
}
