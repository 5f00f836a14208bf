using System.Buffers;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Judges a request target in origin form (RFC 9112 §3.2.1) as it was in the request line: what two servers could read in two ways is
/// refused, so that the API performs the very operation whose route matched.
/// </summary>
internal static class RequestTarget
{
    /// <summary>Visible ASCII except the fragment's sign.</summary>
    private static readonly SearchValues<char> TargetCharacters = SearchValues.Create([
        .. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Where(character => character != '#'),
    ]);

    /// <param name="allowance">What a route allows.</param>
    /// <returns>Null if every server reads the target alike, as far as the allowance goes.</returns>
    public static TargetFault? Fault(string target, PathAllowance allowance = default)
    {
        if (!target.StartsWith('/'))
        {
            return new("is not a path that begins with a slash");
        }
        if (target.AsSpan().IndexOfAnyExcept(TargetCharacters) is >= 0 and var at)
        {
            return new($"{(target[at] is '#' ? "holds a fragment ('#')" : "holds a character that is not visible ASCII")}, at offset {at}");
        }
        var path = PathOf(target);
        var number = 0;
        foreach (var range in path.Split('/'))
        {
            var isAtEdge = range.Start.Value == 0 || range.Start.Value == path.Length;
            if (!isAtEdge && PathSegment.Fault(path[range], new(number, range.Start.Value), allowance.In(number)) is { } fault)
            {
                return fault;
            }
            number++;
        }
        return null;
    }

    /// <summary>The path of a target, not decoded.</summary>
    public static ReadOnlySpan<char> PathOf(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target.AsSpan(0, query);
    }
}

/// <summary>What is wrong with a request target.</summary>
/// <param name="Text">The end of a sentence that begins with the target. It names the place, and the character if one is at fault.</param>
/// <param name="Segment">The segment of the path that is at fault, from 1; 0 if it is the target as a whole.</param>
/// <param name="Character">The character that a route would have to allow; null if no route can.</param>
internal sealed record TargetFault(string Text, int Segment = 0, char? Character = null);
