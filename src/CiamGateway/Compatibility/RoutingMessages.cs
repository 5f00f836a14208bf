namespace CiamGateway.Compatibility;

/// <summary>Reads from the exceptions of ASP.NET Core's routing what it has no property for.</summary>
internal static class RoutingMessages
{
    /// <returns>
    /// The display names of the endpoints among which routing cannot decide; null if the exception says something else. The type of the
    /// exception is private, and its message has each name on a line.
    /// </returns>
    public static IReadOnlySet<string>? AmbiguousEndpoints(Exception exception) =>
        exception.GetType().Name is "AmbiguousMatchException"
            ? exception.Message.Split('\n', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal)
            : null;
}
