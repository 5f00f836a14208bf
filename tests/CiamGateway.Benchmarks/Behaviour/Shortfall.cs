namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>Where a figure is not what it has to be.</summary>
internal static class Shortfall
{
    /// <returns>A sentence, or null if all calls were answered as they are to be.</returns>
    public static string? Failed(IReadOnlyCollection<string> failures) =>
        failures.Count == 0 ? null : $"{failures.Count} calls failed, such as: {string.Join("; ", failures.Distinct().Take(3))}";

    /// <returns>A sentence, or null if the count is right.</returns>
    public static string? Unless(bool isRight, string problem) => isRight ? null : problem;
}
