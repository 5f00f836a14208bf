using System.Buffers;

namespace CiamGateway.Configuration.Checking;

/// <summary>The rules for the name of a header that the configuration adds to a request.</summary>
internal static class HeaderName
{
    /// <summary>A token of RFC 9110 §5.6.2.</summary>
    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    /// <summary>Set by the gateway or by HTTP itself.</summary>
    private static readonly HashSet<string> Reserved = new(
        [
            "Authorization",
            "Connection",
            "Content-Encoding",
            "Content-Length",
            "Content-Range",
            "Content-Type",
            "DPoP",
            "Expect",
            "Host",
            "Keep-Alive",
            "Max-Forwards",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Via",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <returns>What is wrong with it; null if it can be used.</returns>
    public static string? FaultOf(string name) =>
        name switch
        {
            "" => "is no name.",
            _ when name.AsSpan().ContainsAnyExcept(Characters) => "is not the name of a header (RFC 9110 §5.6.2).",
            _ when Reserved.Contains(name) => "is a header that the gateway or HTTP itself sets.",
            _ => null,
        };
}
