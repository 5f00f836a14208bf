using System.Text.RegularExpressions;

namespace CiamGateway.Tests.Support;

/// <summary>Reads the arguments of a call in C#: as much of the language as texts need.</summary>
internal static partial class SourceArguments
{
    /// <param name="start">Behind the opening parenthesis.</param>
    /// <returns>Where each argument is.</returns>
    public static IReadOnlyList<Range> Of(string source, int start)
    {
        var arguments = new List<Range>();
        for (var (at, begin, depth) = (start, start, 0); at < source.Length; at++)
        {
            var end = EndOfLiteral(source, at);
            if (end > at)
            {
                at = end - 1;
            }
            else if (source[at] is '(' or '[' or '{')
            {
                depth++;
            }
            else if (source[at] is ')' or ']' or '}' && depth-- == 0)
            {
                return [.. arguments, begin..at];
            }
            else if (source[at] == ',' && depth == 0)
            {
                arguments.Add(begin..at);
                begin = at + 1;
            }
        }
        return [];
    }

    /// <summary>The texts with which an argument begins: one, or one for each branch of a condition.</summary>
    public static IEnumerable<(int Index, string Text)> Beginnings(string source, Range argument)
    {
        var stop = argument.End.GetOffset(source.Length);
        var before = "";
        for (var at = argument.Start.GetOffset(source.Length); at < stop; at++)
        {
            var end = EndOfLiteral(source, at);
            if (end > at)
            {
                if (before is "" or "?" or ":" or "=>" or "??")
                {
                    yield return (at, source[at..end].TrimStart('$', '@').Trim('"'));
                }
                (before, at) = ("text", end - 1);
            }
            else if (!char.IsWhiteSpace(source[at]))
            {
                var token = Token().Match(source, at);
                (before, at) = (token.Value, at + Math.Max(1, token.Length) - 1);
            }
        }
    }

    /// <returns>Where the literal ends that begins here; the place itself if none does.</returns>
    private static int EndOfLiteral(string source, int at)
    {
        var opening = Opening().Match(source, at);
        if (!opening.Success)
        {
            return at;
        }
        var quotes = opening.Groups["quotes"].Value;
        if (quotes.Length >= 3)
        {
            return source.IndexOf(quotes, at + opening.Length, StringComparison.Ordinal) + quotes.Length;
        }
        return quotes == "'" ? source.IndexOf('\'', at + 2) + 1 : EndOfText(source, at + opening.Length, opening.Value.Contains('$'));
    }

    private static int EndOfText(string source, int at, bool isInterpolated)
    {
        for (var depth = 0; at < source.Length; at++)
        {
            if (depth > 0 && EndOfLiteral(source, at) is var end && end > at)
            {
                at = end - 1;
            }
            else if (depth == 0 && source[at] == '"')
            {
                return at + 1;
            }
            else if (depth == 0 && (source[at] == '\\' || (isInterpolated && source.AsSpan(at).StartsWith("{{"))))
            {
                at++;
            }
            else if (isInterpolated && source[at] is '{' or '}')
            {
                depth = Math.Max(0, depth + (source[at] == '{' ? 1 : -1));
            }
        }
        return source.Length;
    }

    [GeneratedRegex("""\G[$@]*(?<quotes>"{3,}|"|')""")]
    private static partial Regex Opening();

    [GeneratedRegex(@"\G(?:=>|\?\?|[\w.]+|.)")]
    private static partial Regex Token();
}
