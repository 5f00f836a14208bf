namespace CiamGateway.Configuration.Checking;

/// <summary>Finds the known name that a mistyped one probably meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The known name with the smallest edit distance, where that is at most a third of its length, or the mistyped one is its beginning.
    /// </summary>
    public static string? Of(string mistyped, IEnumerable<string> known) =>
        known
            .Select(name => (name, distance: Distance(mistyped.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate =>
                candidate.distance <= Math.Max(2, candidate.name.Length / 3)
                || (mistyped.Length > 2 && candidate.name.StartsWith(mistyped, StringComparison.OrdinalIgnoreCase))
            )
            .OrderBy(candidate => candidate.distance)
            .Select(candidate => candidate.name)
            .FirstOrDefault();

    /// <summary>Levenshtein's distance, one row at a time.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.Length];
    }
}
