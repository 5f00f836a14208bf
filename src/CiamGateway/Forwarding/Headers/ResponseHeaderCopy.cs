using System.Buffers;
using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// Copies an answer's headers to the caller, byte for byte, in YARP's place: YARP would pass on what the Connection header names, and
/// would turn an answer with a control character into 502, although the API has carried the call out.
/// </summary>
/// <param name="withheld">The headers that the caller does not receive.</param>
/// <param name="named">The headers that the answer's Connection header names; null if none.</param>
internal readonly ref struct ResponseHeaderCopy(WithheldHeaders withheld, List<string>? named)
{
    /// <summary>
    /// What Kestrel refuses in a header value. The HTTP client has already replaced CR, LF and NUL; the others are replaced here (RFC 9110
    /// §5.5).
    /// </summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create([
        .. Enumerable.Range(0, 32).Append(127).Where(code => code != '\t').Select(code => (char)code),
    ]);

    public void Copy(HttpHeaders source, IHeaderDictionary target)
    {
        foreach (var header in source.NonValidated)
        {
            var name = header.Key;
            if (!ConnectionHeaders.Contain(name) && !withheld.Contain(name) && !IsNamed(name))
            {
                target[name] = StringValues.Concat(target[name], Printable(name, header.Value));
            }
        }
    }

    private bool IsNamed(string name) => named is not null && named.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static StringValues Printable(string name, HeaderStringValues values) =>
        values.Count switch
        {
            <= 1 => Printable(values.ToString()),
            // Several equal lengths count as one (RFC 9112 §6.3).
            _ when name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) => values.Distinct().ToArray(),
            _ => values.Select(Printable).ToArray(),
        };

    /// <remarks>A range is looked for faster than a set: most values are printable ASCII.</remarks>
    private static string Printable(string value) =>
        value.AsSpan().ContainsAnyExceptInRange(' ', '~') && value.AsSpan().ContainsAny(Controls)
            ? string.Create(value.Length, value, static (printable, from) => from.AsSpan().ReplaceAny(printable, Controls, ' '))
            : value;
}
