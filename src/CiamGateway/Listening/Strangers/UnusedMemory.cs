using System.Runtime.InteropServices;

namespace CiamGateway.Listening.Strangers;

/// <summary>Memory that the process has and does not use, as after an attack.</summary>
internal sealed partial class UnusedMemory : IDisposable
{
    /// <summary>By how much the memory must have grown since it was given back, unless the pause is over.</summary>
    private const double Growth = 1.25;

    /// <summary>How long no garbage must have been collected: all calls wait while memory is given back.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    /// <summary>The longest time until memory is given back although garbage is collected, as always while there are calls.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(10);

    /// <summary>How long the memory that remained is taken for what is needed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConnectionBuffers _buffers;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long _lastGivenBack;
    private long _asked;
    private long _remained;

    public UnusedMemory(ConnectionBuffers buffers, TimeProvider clock)
    {
        (_buffers, _clock) = (buffers, clock);
        _timer = clock.CreateTimer(
            static unused => ((UnusedMemory)unused!).GiveBack(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Whether so much memory may have unused parts: otherwise it is what remained when some was given back lately.</summary>
    public bool MayShrink(long committed) => committed > _remained * Growth || _clock.GetElapsedTime(_lastGivenBack) >= Pause;

    /// <summary>Returns the memory of unused buffers to the system at once, for which no call waits.</summary>
    public void GiveBackBuffers() => _buffers.Release();

    /// <summary>Returns the memory to the system 3 s after the last call of this method, and at most 10 s after the first.</summary>
    public void GiveBackLater()
    {
        var now = _clock.GetTimestamp();
        var first = Interlocked.CompareExchange(ref _asked, now, 0) is var asked and not 0 ? asked : now;
        var left = Latest - _clock.GetElapsedTime(first, now);
        _timer.Change(
            left < TimeSpan.Zero ? TimeSpan.Zero
                : left < Calm ? left
                : Calm,
            Timeout.InfiniteTimeSpan
        );
    }

    public void Dispose() => _timer.Dispose();

    private void GiveBack()
    {
        Volatile.Write(ref _asked, 0);
        _buffers.Release();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // Of the C library, whose memory TLS uses.
                _ = Trim(0);
            }
        }
        catch (EntryPointNotFoundException)
        {
            // Not every C library has it, and it only saves memory.
        }
        (_remained, _lastGivenBack) = (GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes, _clock.GetTimestamp());
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
