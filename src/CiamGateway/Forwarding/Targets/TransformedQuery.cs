using Microsoft.Extensions.Primitives;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Writes a query that a route's transforms changed: parameters that they kept go out as the caller wrote them, in the caller's order.
/// </summary>
internal static class TransformedQuery
{
    /// <param name="written">The query of the request line, with its question mark; empty if it has none.</param>
    /// <param name="called">The same query as transforms see it.</param>
    /// <param name="wanted">What they made of it.</param>
    public static string Write(string written, IQueryCollection called, IDictionary<string, StringValues> wanted)
    {
        var kept = called.Keys.Where(IsKept).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (kept.Count == called.Count && wanted.Count == called.Count && kept.All(name => wanted[name].Count == called[name].Count))
        {
            return written;
        }
        var parts = written.TrimStart('?').Split('&').Where(part => kept.Contains(NameOf(part)) || IsNoParameter(part));
        var added =
            from parameter in wanted
            from value in parameter.Value.Skip(kept.Contains(parameter.Key) ? called[parameter.Key].Count : 0)
            select $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(value ?? "")}";
        var query = string.Join('&', parts.Concat(added));
        return query.Length > 0 ? $"?{query}" : "";

        // A transform left the parameter's values alone, or put others behind them.
        bool IsKept(string name) =>
            wanted.TryGetValue(name, out var values) && new StringValues([.. values.Take(called[name].Count)]) == called[name];

        bool IsNoParameter(string part) => part.Length > 0 && !called.ContainsKey(NameOf(part));
    }

    private static string NameOf(string part) => Uri.UnescapeDataString(part.Split('=', 2)[0].Replace('+', ' '));
}
