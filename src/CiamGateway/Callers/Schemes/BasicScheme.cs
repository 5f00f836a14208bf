using System.Text;
using CiamGateway.Callers.Passwords;

namespace CiamGateway.Callers.Schemes;

/// <summary>User name and password in the <c>Authorization</c> header (RFC 7617), in UTF-8; the user name is the caller's name.</summary>
internal sealed class BasicScheme(PasswordVerification verification) : ICallerScheme
{
    private const string Scheme = "Basic";
    private const int LongestCredentials = 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public ValueTask<Identification> IdentifyAsync(HttpContext context, CallerDirectory directory)
    {
        var values = context.Request.Headers.Authorization;
        if (values.Count == 0 || !values.Any(IsBasic))
        {
            return new(Identification.None);
        }
        return values is [{ } value] && Decode(value[Scheme.Length..].Trim(' ')) is { } credentials
            ? verification.VerifyAsync(
                credentials,
                directory,
                SourceAddress.Of(context),
                ConnectionPassword.Of(context),
                context.RequestAborted
            )
            : new(Refusal.Malformed);
    }

    private static bool IsBasic(string? value) =>
        value is not null
        && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && (value.Length == Scheme.Length || value[Scheme.Length] == ' ');

    private static BasicCredentials? Decode(string encoded)
    {
        var bytes = new byte[Math.Min(encoded.Length, LongestCredentials)];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return null;
        }
        var decoded = bytes.AsMemory(0, length);
        var colon = decoded.Span.IndexOf((byte)':');
        try
        {
            return colon < 0 ? null : new BasicCredentials(Utf8.GetString(decoded.Span[..colon]), decoded[(colon + 1)..], decoded);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>A user name and a password as they were presented.</summary>
/// <param name="Password">In UTF-8.</param>
/// <param name="Whole">Name, colon and password, in UTF-8.</param>
internal sealed record BasicCredentials(string Name, ReadOnlyMemory<byte> Password, ReadOnlyMemory<byte> Whole)
{
    public override string ToString() => "***";
}
