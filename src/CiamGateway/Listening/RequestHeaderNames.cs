using System.Buffers;
using System.Text;

namespace CiamGateway.Listening;

/// <summary>
/// Judges names of request headers. Kestrel lets control characters pass in them: a server before the gateway that ignores one in
/// <c>Transfer-Encoding\v</c> would take the body's end from it, and the gateway what is in the body for the next request.
/// </summary>
internal static class RequestHeaderNames
{
    /// <summary>Begins as Kestrel's own message, by which <see cref="KestrelRejection"/> knows the reason.</summary>
    private const string Malformed = "Malformed request: invalid headers. A name holds a control character.";

    private static readonly SearchValues<char> Controls = SearchValues.Create([
        .. Enumerable.Range(0, ' ' + 1).Append('\u007F').Select(code => (char)code),
    ]);

    /// <returns>The encoding of the header's value.</returns>
    /// <exception cref="BadHttpRequestException">The name holds a control character. Kestrel would log another exception.</exception>
    public static Encoding EncodingOf(string name) =>
        name.AsSpan().ContainsAny(Controls) ? throw new BadHttpRequestException(Malformed) : Encoding.Latin1;
}
