namespace CiamGateway.Listening.Strangers;

/// <summary>
/// Looks at the memory after each collection. Near the limit, connections of strangers are closed before a caller's call fails,
/// whatever they filled the memory with.
/// </summary>
internal sealed class MemoryGuard(ConnectionAdmission admission, UnusedMemory unused) : IHostedService
{
    /// <summary>The part of the limit from which unused memory is given back to the system.</summary>
    private const double Given = 0.125;

    /// <summary>The part of the limit that the heap may have before strangers are closed.</summary>
    private const double High = 0.75;

    /// <summary>The part of the limit below which strangers are admitted again.</summary>
    private const double Low = 0.6;

    private volatile bool _isStopped;
    private volatile bool _isTight;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = new AfterCollection(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopped = true;
        return Task.CompletedTask;
    }

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
        if (memory.TotalCommittedBytes > memory.TotalAvailableMemoryBytes * Given && unused.MayShrink(memory.TotalCommittedBytes))
        {
            unused.GiveBackLater();
        }
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
