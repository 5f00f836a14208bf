using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace CiamGateway.Secrecy;

/// <summary>The forms in which another server may repeat a secret.</summary>
internal static class SecretForms
{
    public static IEnumerable<string> Of(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var form = WebUtility.UrlEncode(secret);
        yield return secret;
        yield return Encoding.Latin1.GetString(bytes);
        yield return SecretMask.Squeezed(secret);
        yield return form;
        yield return Uri.EscapeDataString(secret);
        yield return Uri.EscapeDataString(Uri.EscapeDataString(secret));
        yield return Uri.EscapeDataString(form);
        yield return WebUtility.HtmlEncode(secret);
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        yield return string.Concat(secret.Select(character => $"\\u{(int)character:x4}"));
        yield return string.Concat(bytes.Select(value => $"%{value:x2}"));
        foreach (var separator in (string[])["", " ", ":", "-", "\\x"])
        {
            yield return string.Join(separator, bytes.Select(value => $"{value:x2}"));
        }
        // RFC 6749 §2.3.1 encodes a client's secret as a form before base64.
        foreach (var text in form == secret ? [bytes] : (byte[][])[bytes, Encoding.ASCII.GetBytes(form)])
        {
            yield return Uri.EscapeDataString(Convert.ToBase64String(text));
            for (var before = 0; before < 3; before++)
            {
                yield return Base64(text, before);
                yield return Base64AtEnd(text, before);
            }
        }
    }

    /// <summary>
    /// The secret in the middle of a text in base64. A last character that depends on what comes behind is left out.
    /// </summary>
    private static string Base64(byte[] secret, int before)
    {
        var encoded = Base64AtEnd(secret, before).TrimEnd('=');
        return (before + secret.Length) % 3 == 0 || encoded.Length == 0 ? encoded : encoded[..^1];
    }

    /// <summary>
    /// The secret at the end of a text in base64, such as <c>user:secret</c>. First characters that depend on what comes before
    /// are left out.
    /// </summary>
    /// <param name="before">How many bytes of a group of three come before it.</param>
    private static string Base64AtEnd(byte[] secret, int before) =>
        Convert.ToBase64String([.. new byte[before], .. secret])[(before == 0 ? 0 : before + 1)..];
}
