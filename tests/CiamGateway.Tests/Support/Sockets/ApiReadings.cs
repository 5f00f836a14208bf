using CiamGateway.Sandbox.ProvisioningApi;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>
/// Reads a target in every way in which servers are known to read one, and tells which operations an API could take it for.
/// </summary>
internal static class ApiReadings
{
    private static readonly Func<string, string>[] Habits =
    [
        path => path.Replace('\\', '/'),
        path => string.Join('/', path.Split('/').Select(segment => segment.Split(';')[0])),
        path => path.Split('\0', '?', '#')[0],
        path =>
            string.Join('/', path.Split('/').Select(segment => segment.TrimEnd('.', ' ') is { Length: > 0 } trimmed ? trimmed : segment)),
        path => "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries)),
        WithoutDotSegments,
    ];

    /// <summary>The operations of the API that this request could be taken for.</summary>
    public static IEnumerable<Operation> Of(string method, string target) =>
        Paths(target)
            .SelectMany(path =>
                Operations.All.Where(operation =>
                    operation.Method.Equals(method, StringComparison.OrdinalIgnoreCase) && Matches(operation.Path, path)
                )
            )
            .Distinct();

    private static IEnumerable<string> Paths(string target)
    {
        var path = target.Split('?')[0];
        string[] decodings = [path, Uri.UnescapeDataString(path), Uri.UnescapeDataString(Uri.UnescapeDataString(path))];
        return decodings.SelectMany(decoded => Enumerable.Range(0, 1 << Habits.Length).Select(habits => Read(decoded, habits))).Distinct();
    }

    /// <param name="habits">A bit for each habit that this server has.</param>
    private static string Read(string path, int habits)
    {
        for (var i = 0; i < Habits.Length; i++)
        {
            path = (habits & (1 << i)) != 0 ? Habits[i](path) : path;
        }
        return path;
    }

    private static string WithoutDotSegments(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            switch (segment)
            {
                case "..":
                    segments.RemoveAt(segments.Count - 1);
                    segments.AddRange(segments.Count == 0 ? [""] : []);
                    break;
                case not ".":
                    segments.Add(segment);
                    break;
            }
        }
        return string.Join('/', segments);
    }

    private static bool Matches(string template, string path)
    {
        var (expected, actual) = (template.Split('/'), path.TrimEnd('/').Split('/'));
        return expected.Length == actual.Length
            && expected
                .Zip(actual)
                .All(pair =>
                    pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)
                );
    }
}
