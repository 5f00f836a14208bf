using System.Globalization;
using System.Text.Json;

namespace CiamGateway.Configuration.Checking;

/// <summary>A JSON Pointer (RFC 6901).</summary>
internal sealed class JsonPointer
{
    private readonly string[] _tokens;

    private JsonPointer(string[] tokens) => _tokens = tokens;

    /// <returns>Null if the text is no pointer to a member: it must begin with a slash.</returns>
    public static JsonPointer? Parse(string? text)
    {
        if (text is not ['/', .. var rest] || HasBrokenEscape(rest))
        {
            return null;
        }
        return new([
            .. rest.Split('/')
                .Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
        ]);
    }

    /// <returns>Null if the document has nothing there, or null.</returns>
    public JsonElement? Find(JsonElement document)
    {
        var found = document;
        foreach (var token in _tokens)
        {
            if (Step(found, token) is not { } next)
            {
                return null;
            }
            found = next;
        }
        return found.ValueKind is JsonValueKind.Null ? null : found;
    }

    private static JsonElement? Step(JsonElement from, string token) =>
        from.ValueKind switch
        {
            JsonValueKind.Object when from.TryGetProperty(token, out var member) => member,
            JsonValueKind.Array
                when int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < from.GetArrayLength() =>
                from[index],
            _ => null,
        };

    private static bool HasBrokenEscape(string text) => text.Split('~').Skip(1).Any(behind => behind is not (['0' or '1', ..]));
}
