using System.Security.Cryptography;
using System.Text;
using CiamGateway.Configuration;

namespace CiamGateway.Callers;

/// <summary>The <c>X-Api-Key</c> header.</summary>
internal sealed class ApiKeyScheme : ICallerScheme
{
    public const string Header = "X-Api-Key";

    private const int LongestKey = 256;

    public ValueTask<Identification> IdentifyAsync(HttpContext context, CallerDirectory directory) =>
        context.Request.Headers.TryGetValue(Header, out var values)
            ? new(values is [{ Length: <= LongestKey } key] ? Find(key, directory) : Refusal.Malformed)
            : new(Identification.None);

    private static Identification Find(string key, CallerDirectory directory)
    {
        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(LongestKey)];
        Span<byte> hash = stackalloc byte[ApiKeyHash.Length];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(key, text)], hash);
        return directory.FindByApiKey(hash) is { } caller ? caller : Refusal.ApiKey;
    }
}
