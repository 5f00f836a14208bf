using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CiamGateway.Configuration.Secrets;

/// <summary>Tells one state of options and the files they name from another.</summary>
internal static class Fingerprint
{
    public static string Of<T>(T options, JsonTypeInfo<T> type, IEnumerable<string> contents)
    {
        var json = JsonSerializer.Serialize(options, type);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [json, .. contents]))));
    }
}
