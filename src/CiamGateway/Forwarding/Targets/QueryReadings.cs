namespace CiamGateway.Forwarding.Targets;

/// <summary>Tells whether every server reads the same value of a query parameter.</summary>
internal static class QueryReadings
{
    /// <summary>Servers behind others decode what those decoded.</summary>
    private const int MostDecodings = 4;

    /// <param name="name">The parameter of a route's condition.</param>
    /// <param name="query">As in the request line, with its question mark.</param>
    /// <returns>What can be read in two ways; null if there is nothing.</returns>
    public static string? FaultOf(string name, string query)
    {
        var count = 0;
        foreach (var part in query.TrimStart('?').Split('&'))
        {
            var written = part.Split('=', 2);
            if (!IsReadAs(name, written[0]))
            {
                continue;
            }
            if (++count > 1)
            {
                return $"The query has the parameter '{name}' more than once, and a route for this path has a condition on it. "
                    + "Send it once";
            }
            if (written[0] != name)
            {
                return $"The query has the parameter '{name}' in other letters, and a route for this path has a condition on it. "
                    + $"Write its name as '{name}'";
            }
            if (written is [_, var value] && !IsPlain(value))
            {
                return $"The value of the query parameter '{name}' holds a control character, a broken escape or that of a letter, "
                    + "and a route for this path has a condition on it. Leave it out";
            }
        }
        if (IsReadAfterDecoding(name, query, count))
        {
            return $"The query holds the parameter '{name}' for servers that decode it before they split it, "
                + "and a route for this path has a condition on it. Leave it out";
        }
        return query.StartsWith("??", StringComparison.Ordinal) && count > 0
            ? $"The query begins with two question marks, and a route for this path has a condition on '{name}'. Write one"
            : null;
    }

    /// <summary>
    /// Whether some server takes a name for the parameter: in upper and lower case, encoded, with blanks around it, or as the name of a
    /// list or an object (<c>name[]</c>, <c>name.x</c>).
    /// </summary>
    private static bool IsReadAs(string name, string written)
    {
        var read = Uri.UnescapeDataString(written.Replace('+', ' ')).Trim().TrimStart('?');
        return read.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && (read.Length == name.Length || read[name.Length] is '[' or '.' or '\0' or ' ');
    }

    /// <summary>
    /// Whether a query that is decoded first, once or more often, has the parameter more often than the query as it is written.
    /// </summary>
    private static bool IsReadAfterDecoding(string name, string query, int count)
    {
        var decoded = query;
        for (var decodings = 0; decodings < MostDecodings && decoded.Contains('%', StringComparison.Ordinal); decodings++)
        {
            decoded = Uri.UnescapeDataString(decoded);
            if (decoded.TrimStart('?').Split('&', ';').Count(part => IsReadAs(name, part.Split('=', 2)[0])) > count)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether each escape is whole, is of no control character, and is not of a letter or digit.</summary>
    private static bool IsPlain(string value)
    {
        for (var at = value.IndexOf('%', StringComparison.Ordinal); at >= 0; at = value.IndexOf('%', at + 1))
        {
            if (
                at + 2 >= value.Length
                || !char.IsAsciiHexDigit(value[at + 1])
                || !char.IsAsciiHexDigit(value[at + 2])
                || char.IsAsciiLetterOrDigit((char)Convert.ToByte(value.Substring(at + 1, 2), 16))
            )
            {
                return false;
            }
        }
        return !Uri.UnescapeDataString(value).Any(char.IsControl);
    }
}
