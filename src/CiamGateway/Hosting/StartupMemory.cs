namespace CiamGateway.Hosting;

/// <summary>Memory while the program starts.</summary>
internal static class StartupMemory
{
    /// <summary>Bytes. A start with a few routes allocates 17 MB, one with 10,000 routes more.</summary>
    private const long Most = 64_000_000;

    /// <summary>Time enough for the first probe, which should not wait.</summary>
    private static readonly TimeSpan TimeForProbe = TimeSpan.FromSeconds(1);

    /// <summary>
    /// No garbage is collected until <see cref="Most"/> bytes are allocated, or a quarter of what the process may have:
    /// nearly all objects of a start live until its end, and to search them for garbage takes a fifth of its time.
    /// </summary>
    public static void PostponeCollections() => GC.TryStartNoGCRegion(Math.Min(Most, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));

    /// <summary>
    /// Moves the objects of the start to the oldest generation, 1 s after this call. The first two collections do so: they take ten times
    /// as long as later ones, and would otherwise come when the gateway is busy.
    /// </summary>
    public static void SettleLater() =>
        Task.Delay(TimeForProbe)
            .ContinueWith(
                static _ =>
                {
                    GC.Collect(generation: 1);
                    GC.Collect(generation: 1);
                },
                TaskScheduler.Default
            );
}
