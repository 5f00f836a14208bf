namespace CiamGateway.Forwarding.Targets;

/// <summary>Reads a path in the ways in which servers are known to read one that has delimiters in its segments.</summary>
internal static class TargetReadings
{
    /// <summary>
    /// What a server may do to a path, each on its own or after those before it. None leads to a dot segment: <see cref="PathSegment"/>
    /// refuses those in every reading.
    /// </summary>
    private static readonly Func<string, string>[] Habits =
    [
        path => path.Replace('\\', '/'),
        path => string.Join('/', path.Split('/').Select(segment => segment.Split(';')[0])),
        path => path.Split('#', '?')[0],
        path => string.Join('/', path.Split('/').Select(WithoutEnd)),
        path => $"/{string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries))}",
    ];

    /// <param name="path">As in the request line.</param>
    public static IReadOnlyCollection<string> Of(string path)
    {
        var readings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var decoded in Decodings(path))
        {
            IEnumerable<string> found = [decoded];
            foreach (var habit in Habits)
            {
                found = [.. found.Concat(found.Select(habit)).Distinct(StringComparer.Ordinal)];
            }
            readings.UnionWith(found);
        }
        return readings;
    }

    private static string WithoutEnd(string segment) => segment.TrimEnd('.', ' ') is { Length: > 0 } trimmed ? trimmed : segment;

    /// <summary>The path not decoded, and decoded as often as something changes: wholly, or except slashes, as ASP.NET Core does.</summary>
    private static List<string> Decodings(string path)
    {
        var found = new List<string> { path };
        for (var i = 0; i < found.Count; i++)
        {
            var withSlashes = found[i].Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase);
            string[] further = [PathDelimiters.Plain(found[i]), Uri.UnescapeDataString(found[i]), Uri.UnescapeDataString(withSlashes)];
            found.AddRange(further.Except(found).ToList());
        }
        return found;
    }
}
