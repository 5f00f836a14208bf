using System.Buffers;

namespace CiamGateway.Listening;

/// <summary>
/// Judges names of request headers. Kestrel lets control characters pass in them: a server before the gateway that ignores one in
/// <c>Transfer-Encoding\v</c> would take the body's end from it, and the gateway what is in the body for the next request.
/// </summary>
internal static class RequestHeaderNames
{
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, ' ' + 1).Append('\u007F').Select(code => (char)code)]);

    public static bool IsMalformed(string name) => name.AsSpan().ContainsAny(Controls);
}
