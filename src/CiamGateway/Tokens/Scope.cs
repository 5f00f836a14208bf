using System.Buffers;

namespace CiamGateway.Tokens;

/// <summary>A set of scope tokens as RFC 6749 §3.3 writes it: sorted and without repetition, so that equal sets are equal texts.</summary>
internal sealed class Scope
{
    /// <summary>NQCHAR of RFC 6749 appendix A: %x21 / %x23-5B / %x5D-7E.</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create([
        .. Enumerable.Range(0x21, 0x7E - 0x21 + 1).Select(code => (char)code).Except(['"', '\\']),
    ]);

    /// <summary>How the absence of a scope is shown. No scope of RFC 6749 is written so by chance.</summary>
    private const string Absence = "(none)";

    private readonly string[] _tokens;

    private Scope(string[] tokens)
    {
        _tokens = tokens;
        Value = string.Join(' ', tokens);
    }

    /// <summary>None is sent, so that the authorization server decides what it grants (RFC 6749 §3.3).</summary>
    public static Scope None { get; } = new([]);

    /// <summary>The scope as it goes into a token request; empty if none is sent.</summary>
    public string Value { get; }

    public static bool TryParse(string? text, out Scope scope, out string problem)
    {
        var tokens = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length > 1)
        {
            tokens = [.. tokens.Distinct().Order(StringComparer.Ordinal)];
        }
        scope = new Scope(tokens);
        problem = "";
        if (tokens.Length == 0)
        {
            problem = "names no scope.";
        }
        else if (tokens.FirstOrDefault(token => token.AsSpan().ContainsAnyExcept(Allowed)) is { } illegal)
        {
            var character = illegal[illegal.AsSpan().IndexOfAnyExcept(Allowed)];
            problem = $"holds the character {Describe(character)}, which RFC 6749 §3.3 does not allow in a scope.";
        }
        return problem.Length == 0;
    }

    /// <summary>The tokens of this scope that <paramref name="granted"/> lacks.</summary>
    public IReadOnlyList<string> MissingFrom(string granted)
    {
        var present = granted.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. _tokens.Where(token => !present.Contains(token, StringComparer.Ordinal))];
    }

    /// <returns>The scope, or "(none)".</returns>
    public override string ToString() => _tokens.Length == 0 ? Absence : Value;

    private static string Describe(char character) => character is > ' ' and < '\x7F' ? $"'{character}'" : $"U+{(int)character:X4}";
}
