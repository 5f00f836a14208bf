namespace CiamGateway.Tests.Support;

/// <summary>Limits for tests that need more than a minute on a busy machine, in milliseconds.</summary>
internal static class TimeLimit
{
    /// <summary>Three minutes.</summary>
    public const int Long = 180_000;
}
