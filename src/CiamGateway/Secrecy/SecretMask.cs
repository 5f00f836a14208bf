using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace CiamGateway.Secrecy;

/// <summary>Masks every part of a secret, of 8 characters or more, in every form that a text can have it in.</summary>
internal static partial class SecretMask
{
    public const string Mask = "***";

    /// <summary>A whole secret that is shorter is no secret.</summary>
    private const int ShortestSecret = 4;

    /// <summary>For as long as the text of the secret is in use.</summary>
    private static readonly ConditionalWeakTable<string, SecretParts> Parts = [];

    public static string Apply(string text, IEnumerable<string> secrets)
    {
        var isSecret = new bool[text.Length];
        var plain = EscapedText.Of(text);
        var decoded = plain.Decoded();
        var twice = decoded.Decoded();
        EscapedText[] readings = [plain, decoded, twice, plain.Squeezed(), decoded.Squeezed(), twice.Squeezed()];
        readings = [.. readings.Select(reading => reading with { Text = Normalized(reading.Text) })];
        var parts = new TextParts(readings);
        foreach (var secret in secrets.Where(IsSecret).Select(secret => Parts.GetValue(secret, PartsOf)))
        {
            parts.Mark(secret.Hashes, isSecret);
            Array.ForEach(secret.ShortForms, form => MarkWhole(form, readings, isSecret));
        }
        foreach (Match match in Telling().Matches(text))
        {
            Mark(match.Groups["secret"].Index, match.Groups["secret"].Index + match.Groups["secret"].Length, isSecret);
        }
        return Masked(text, isSecret);
    }

    public static bool IsSqueezable(char character) =>
        character is '"' or '\'' or '\\' || char.IsWhiteSpace(character) || char.IsControl(character);

    public static string Squeezed(string text) => string.Concat(text.Where(character => !IsSqueezable(character)));

    private static SecretParts PartsOf(string secret)
    {
        var forms = SecretForms.Of(secret).Select(Normalized).Distinct(StringComparer.Ordinal).ToList();
        return new(
            TextParts.HashesOf(forms.Where(form => form.Length >= TextParts.ShortestPart)),
            [.. forms.Where(form => form.Length < TextParts.ShortestPart && IsSecret(form))]
        );
    }

    /// <summary>A short word of letters alone would be found in every text.</summary>
    private static bool IsSecret(string text) =>
        text.Length >= TextParts.ShortestPart || (text.Length >= ShortestSecret && !text.All(char.IsLetter));

    /// <summary>Both cases of a letter, both alphabets of base64, and both ways to encode a space are the same.</summary>
    private static string Normalized(string text) => string.Create(text.Length, text, static (normalized, text) =>
        {
            for (var i = 0; i < normalized.Length; i++)
            {
                normalized[i] = text[i] switch
                {
                    '-' or ' ' => '+',
                    '_' => '/',
                    var character => char.ToLowerInvariant(character),
                };
            }
        });

    private static void MarkWhole(string form, EscapedText[] readings, bool[] isSecret)
    {
        foreach (var reading in readings)
        {
            var index = reading.Text.IndexOf(form, StringComparison.Ordinal);
            while (index >= 0)
            {
                Mark(reading.Starts[index], reading.Ends[index + form.Length - 1], isSecret);
                index = reading.Text.IndexOf(form, index + 1, StringComparison.Ordinal);
            }
        }
    }

    private static void Mark(int start, int end, bool[] isSecret) => isSecret.AsSpan(start..end).Fill(true);

    private static string Masked(string text, bool[] isSecret)
    {
        var masked = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!isSecret[i])
            {
                masked.Append(text[i]);
            }
            else if (i == 0 || !isSecret[i - 1])
            {
                masked.Append(Mask);
            }
        }
        return masked.ToString();
    }

    /// <summary>Secret by its position: a JWT (RFC 7515 §3.1), the user of an address, a password beside its name.</summary>
    [GeneratedRegex(
        """(?<secret>(?:eyJ|ZXlK|65794[aA])[A-Za-z0-9_.+/-]*)|://(?<secret>[^\s/@"']+)@"""
            + """|(?:password|passwd|pwd|secret|token|assertion|api[_-]?key)["']?\s*[=:]\s*["']?(?<secret>[^\s"',;&]{3,})""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Telling();

    /// <param name="Hashes">Of the parts of all forms, as <see cref="TextParts"/> has them.</param>
    /// <param name="ShortForms">Forms that are shorter than a part: they are looked for whole.</param>
    private sealed record SecretParts(ulong[] Hashes, string[] ShortForms);
}
