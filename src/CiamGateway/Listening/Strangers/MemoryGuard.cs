using System.Runtime.InteropServices;

namespace CiamGateway.Listening.Strangers;

/// <summary>
/// Looks at the memory after each collection. Near the limit, connections of strangers are closed before a call of somebody else fails,
/// whatever they filled the memory with.
/// </summary>
internal sealed class MemoryGuard(ConnectionAdmission admission, TimeProvider clock) : IHostedService, IDisposable
{
    /// <summary>The part of the limit from which memory is given back to the system once little is used.</summary>
    private const double Given = 0.125;

    /// <summary>By how much the memory must have grown since it was given back, unless the pause is over.</summary>
    private const double Growth = 1.25;

    /// <summary>How long there must have been no collection before memory is given back.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    /// <summary>How long the memory that remained is taken for what is needed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>The part of the limit that the heap may have before strangers are closed.</summary>
    private const double High = 0.75;

    /// <summary>The part of the limit below which strangers are admitted again.</summary>
    private const double Low = 0.6;

    private volatile bool _isStopped;
    private volatile bool _isTight;
    private ITimer? _timer;
    private long _lastGivenBack;
    private long _remained;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = clock.CreateTimer(
            static guard => ((MemoryGuard)guard!).GiveBack(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _ = new AfterCollection(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopped = true;
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    /// <param name="heap">Bytes that the heap has.</param>
    /// <param name="limit">Bytes that it may have.</param>
    public void Look(long heap, long limit)
    {
        var isTight = heap > limit * (_isTight ? Low : High);
        if (isTight || _isTight)
        {
            _isTight = isTight;
            admission.Shed(isTight);
        }
    }

    private void Look()
    {
        var memory = GC.GetGCMemoryInfo(GCKind.Any);
        Look(memory.HeapSizeBytes, memory.TotalAvailableMemoryBytes);
        if (memory.TotalCommittedBytes > memory.TotalAvailableMemoryBytes * Given)
        {
            _timer?.Change(Calm, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>After an attack, no collection would come by itself that does so.</summary>
    private void GiveBack()
    {
        var isNeeded = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes <= _remained * Growth;
        if (isNeeded && clock.GetElapsedTime(_lastGivenBack) < Pause)
        {
            return;
        }
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeMemory.GiveBack();
        (_remained, _lastGivenBack) = (GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes, clock.GetTimestamp());
    }

    /// <summary>Garbage from its beginning, so that its finalizer runs after the next collection.</summary>
    private sealed class AfterCollection(MemoryGuard guard)
    {
        ~AfterCollection()
        {
            if (!guard._isStopped)
            {
                _ = new AfterCollection(guard);
                ThreadPool.UnsafeQueueUserWorkItem(static guard => guard.Look(), guard, preferLocal: false);
            }
        }
    }
}

/// <summary>The memory of the C library, which TLS uses.</summary>
internal static partial class NativeMemory
{
    /// <summary>Gives what is free back to the system; does nothing if the C library has no way to.</summary>
    public static void GiveBack()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                _ = Trim(0);
            }
        }
        catch (EntryPointNotFoundException)
        {
            // Not every C library has it, and it only saves memory.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
