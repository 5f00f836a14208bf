using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CiamGateway.Secrecy;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>The text of an answer that is neither a token response nor an error response, for the log and for doctor.</summary>
internal static partial class ServerText
{
    /// <summary>Of the text of a page.</summary>
    private const int Longest = 200;

    private const int Deepest = 4;

    /// <summary>Where servers put their message, the most telling first.</summary>
    private static readonly string[] Members =
    [
        "error_description",
        "message",
        "detail",
        "error",
        "errorMessage",
        "error_message",
        "errors",
        "fault",
        "title",
        "faultstring",
        "description",
        "reason",
    ];

    /// <returns>
    /// The words of the body, its media type and the server's name, as far as there are any: "Access denied (text/html, server: x)". Null
    /// if there is none of them.
    /// </returns>
    public static ForeignText? Of(JsonElement? json, ReceivedAnswer received)
    {
        var words =
            json is { } read ? Find(read, depth: 0)
            : MayBeToken(received) ? null
            : OfText(received.Body);
        string?[] facts = [received.MediaType, received.Server is { } server ? $"server: {server}" : null];
        var known = string.Join(", ", facts.OfType<string>());
        var told = known.Length == 0 ? words : $"{words} ({known})".TrimStart();
        return string.IsNullOrEmpty(told) ? null : ForeignText.Of(told);
    }

    /// <summary>Some servers answer with the bare token, which no one has seen yet, so that it cannot be masked.</summary>
    private static bool MayBeToken(ReceivedAnswer received) => (int)received.Status < 300 && received.MediaType is not "text/html";

    /// <returns>The words of an object, or of the first object of a list; null if there are none. No other text, for it may be a
    /// token.</returns>
    private static string? Find(JsonElement json, int depth) =>
        json.ValueKind switch
        {
            JsonValueKind.Array when depth < Deepest => json.EnumerateArray()
                .Select(item => Find(item, depth + 1))
                .FirstOrDefault(text => text is not null),
            JsonValueKind.Object when depth < Deepest => FindIn(json, depth),
            _ => null,
        };

    private static string? FindIn(JsonElement json, int depth)
    {
        var words = Members
            .SelectMany(name => json.EnumerateObject().Where(member => IsNamed(member, name)))
            .Select(member => member.Value.ValueKind is JsonValueKind.String ? member.Value.GetString() : Find(member.Value, depth + 1))
            .FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        words ??= json.EnumerateObject().Select(member => Find(member.Value, depth + 1)).FirstOrDefault(text => text is not null);
        // Some servers have a number for the code, and the words beside it.
        var code = json.EnumerateObject()
            .FirstOrDefault(member => IsNamed(member, "error") && member.Value.ValueKind is JsonValueKind.Number);
        return code.Value.ValueKind is JsonValueKind.Number ? $"{code.Value.GetRawText()}: {words}" : words;
    }

    private static bool IsNamed(JsonProperty member, string name) => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Of a page what a person would read of it.</summary>
    private static string OfText(byte[] body)
    {
        var text = WebUtility.HtmlDecode(Markup().Replace(Decode(body), " "));
        var words = Spaces().Replace(text, " ").Trim();
        return words.Length > Longest ? words[..Longest] : words;
    }

    private static string Decode(byte[] body)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(body);
        }
    }

    [GeneratedRegex(
        "<!--.*?(?:-->|$)|<(script|style|svg)\\b.*?(?:</\\1\\s*>|$)|</?[a-z!?][^<>]*>",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
