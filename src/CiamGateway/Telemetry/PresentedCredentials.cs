using System.Text;

namespace CiamGateway.Telemetry;

/// <summary>What a request presented as credentials, in order to mask it in texts of other servers and of exceptions.</summary>
internal static class PresentedCredentials
{
    private const int Longest = 8192;

    private static readonly string[] Headers = ["X-Api-Key", "Authorization", "Proxy-Authorization", "Cookie", "DPoP"];

    public static IReadOnlyList<string> Of(HttpContext? context)
    {
        var values = context is null ? [] : Headers.SelectMany(name => context.Request.Headers[name]).OfType<string>();
        return [.. values.Where(value => value.Length <= Longest).SelectMany(Parts)];
    }

    private static IEnumerable<string> Parts(string value)
    {
        var credentials = value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim();
        yield return credentials;
        var bytes = new byte[credentials.Length];
        if (
            value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(credentials, bytes, out var length)
        )
        {
            var decoded = Encoding.UTF8.GetString(bytes, 0, length);
            yield return decoded[(decoded.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
    }
}
