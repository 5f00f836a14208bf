namespace CiamGateway.Compatibility;

/// <summary>Reads from the exceptions of YARP's validation what it has no property for.</summary>
internal static class YarpMessages
{
    private const string UnknownTransform = "Unknown transform: ";

    /// <returns>The keys of a transform that no transform factory knows; empty if the exception says something else.</returns>
    public static IReadOnlyList<string> KeysOfUnknownTransform(Exception exception) =>
        exception.Message.StartsWith(UnknownTransform, StringComparison.Ordinal)
            ? exception.Message[UnknownTransform.Length..].Split(';')
            : [];

    /// <summary>Whether it is about the path or the methods of a route.</summary>
    public static bool IsOfMatch(Exception exception) =>
        exception.Message.StartsWith("Invalid path '", StringComparison.Ordinal)
        || exception.Message.StartsWith("Unsupported HTTP method '", StringComparison.Ordinal);

    public static bool IsUnknownRateLimiterPolicy(Exception exception) =>
        exception.Message.StartsWith("RateLimiter policy", StringComparison.Ordinal);

    public static bool IsUnknownTimeoutPolicy(Exception exception) =>
        exception.Message.StartsWith("Timeout policy", StringComparison.Ordinal);
}
