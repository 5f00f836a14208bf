namespace CiamGateway.Chaos.Run;

/// <summary>The time since the program started. It is steady, whatever happens to the wall clock.</summary>
internal static class RunClock
{
    private static readonly long Start = TimeProvider.System.GetTimestamp();

    public static TimeSpan Now => TimeProvider.System.GetElapsedTime(Start);
}
