using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>
/// Reads a SCIM filter (RFC 7644 §3.4.2.2): comparisons, <c>pr</c>, <c>and</c>, <c>or</c>, <c>not</c> and parentheses; one method for each
/// rule of the grammar, loosest binding first.
/// </summary>
internal sealed partial class FilterParser
{
    private readonly Queue<string> _tokens;

    private FilterParser(IEnumerable<string> tokens) => _tokens = new(tokens);

    public static Func<JsonObject, bool> Parse(string filter)
    {
        var parser = new FilterParser(Tokens().Matches(filter).Select(match => match.Value));
        var predicate = parser.Or();
        return parser._tokens.Count == 0 ? predicate : throw Invalid($"unexpected '{parser._tokens.Peek()}'");
    }

    private Func<JsonObject, bool> Or()
    {
        var left = And();
        while (TakeIf("or"))
        {
            var (first, second) = (left, And());
            left = resource => first(resource) || second(resource);
        }
        return left;
    }

    private Func<JsonObject, bool> And()
    {
        var left = Unary();
        while (TakeIf("and"))
        {
            var (first, second) = (left, Unary());
            left = resource => first(resource) && second(resource);
        }
        return left;
    }

    private Func<JsonObject, bool> Unary()
    {
        if (TakeIf("not"))
        {
            var negated = Unary();
            return resource => !negated(resource);
        }
        if (!TakeIf("("))
        {
            return Comparison();
        }
        var inner = Or();
        return TakeIf(")") ? inner : throw Invalid("a closing parenthesis is missing");
    }

    private Func<JsonObject, bool> Comparison()
    {
        var path = Take("an attribute").Split('.');
        var comparison = Take("an operator").ToLowerInvariant();
        if (comparison == "pr")
        {
            return resource => Values(resource, path).Any();
        }
        var value = Value(Take("a value"));
        Func<string, bool> matches = comparison switch
        {
            "eq" => text => Compare(text, value) == 0,
            "ne" => text => Compare(text, value) != 0,
            "co" => text => text.Contains(value, StringComparison.OrdinalIgnoreCase),
            "sw" => text => text.StartsWith(value, StringComparison.OrdinalIgnoreCase),
            "ew" => text => text.EndsWith(value, StringComparison.OrdinalIgnoreCase),
            "gt" => text => Compare(text, value) > 0,
            "ge" => text => Compare(text, value) >= 0,
            "lt" => text => Compare(text, value) < 0,
            "le" => text => Compare(text, value) <= 0,
            _ => throw Invalid($"'{comparison}' is not an operator"),
        };
        return resource => Values(resource, path).Any(matches);
    }

    private bool TakeIf(string word) =>
        _tokens.TryPeek(out var next) && next.Equals(word, StringComparison.OrdinalIgnoreCase) && _tokens.TryDequeue(out _);

    private string Take(string expected) =>
        _tokens.TryDequeue(out var token) && token is not ("(" or ")") ? token : throw Invalid($"{expected} is missing");

    private static string Value(string token)
    {
        try
        {
            return token.StartsWith('"') ? JsonNode.Parse(token)!.GetValue<string>() : token;
        }
        catch (JsonException)
        {
            throw Invalid("a text does not end, or holds an unknown escape");
        }
    }

    private static int Compare(string left, string right) =>
        double.TryParse(left, CultureInfo.InvariantCulture, out var first)
        && double.TryParse(right, CultureInfo.InvariantCulture, out var second)
            ? first.CompareTo(second)
            : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>Every value at a path; of a list, each of its elements.</summary>
    private static IEnumerable<string> Values(JsonNode? node, ReadOnlyMemory<string> path) =>
        node switch
        {
            JsonArray list => list.SelectMany(element => Values(element, path)),
            JsonObject complex when !path.IsEmpty => complex
                .Where(member => member.Key.Equals(path.Span[0], StringComparison.OrdinalIgnoreCase))
                .SelectMany(member => Values(member.Value, path[1..])),
            JsonValue value when path.IsEmpty => [value.ToString()],
            _ => [],
        };

    private static ApiError Invalid(string what) => new(400, $"The filter cannot be read: {what}.", "invalidFilter");

    [GeneratedRegex(
        """
            "(?:[^"\\]|\\.)*"|[()]|[^\s()"]+|"
            """
    )]
    private static partial Regex Tokens();
}
