using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Listening.Strangers;

/// <summary>
/// The buffers into which connections read, and from which they write. Unused ones are kept until <see cref="Release"/>: Kestrel's own
/// pool releases one in a hundred each 10 s while there are calls, so that what an attack made it allocate would remain for hours.
/// </summary>
internal sealed partial class ConnectionBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    /// <summary>The size of Kestrel's own buffers, to which its defaults fit; also that of the system's pages, or a part of one.</summary>
    private const int Size = 4096;

    /// <summary>How many buffers are allocated together.</summary>
    private const int CountOfSlab = 63;

    private readonly ConcurrentQueue<PooledBuffer> _unused = new();

    /// <summary>The unused ones that take no memory of the system until they are used.</summary>
    private readonly ConcurrentQueue<PooledBuffer> _empty = new();

    public override int MaxBufferSize => Size;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, Size);
        return _unused.TryDequeue(out var buffer) || _empty.TryDequeue(out buffer) ? buffer : Allocate();
    }

    /// <summary>
    /// Leaves slabs without a used buffer to the garbage collector. Of other slabs, the system takes back the unused pages.
    /// </summary>
    public void Release()
    {
        foreach (var slab in Take(_unused).Concat(Take(_empty)).GroupBy(buffer => buffer.Slab))
        {
            var buffers = slab.ToList();
            if (buffers.Count < CountOfSlab)
            {
                buffers.ForEach(Empty);
                buffers.ForEach(_empty.Enqueue);
            }
        }
    }

    /// <summary>Does nothing: each listener disposes of its pool, and all of them share this one.</summary>
    protected override void Dispose(bool disposing) { }

    private PooledBuffer Allocate()
    {
        // The garbage collector does not move pinned memory: to move the buffers of an attack made all calls wait.
        var slab = GC.AllocateUninitializedArray<byte>((CountOfSlab + 1) * Size, pinned: true);
        var first = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(slab, 0) & (Size - 1));
        for (var i = 1; i < CountOfSlab; i++)
        {
            _empty.Enqueue(new PooledBuffer(_unused, slab, first + (i * Size)));
        }
        return new PooledBuffer(_unused, slab, first);
    }

    private static List<PooledBuffer> Take(ConcurrentQueue<PooledBuffer> buffers)
    {
        var taken = new List<PooledBuffer>();
        for (var left = buffers.Count; left > 0 && buffers.TryDequeue(out var buffer); left--)
        {
            taken.Add(buffer);
        }
        return taken;
    }

    private static void Empty(PooledBuffer buffer)
    {
        if (OperatingSystem.IsLinux())
        {
            // Without success on systems whose pages are larger.
            _ = Advise(Marshal.UnsafeAddrOfPinnedArrayElement(buffer.Slab, buffer.Offset), Size, DontNeed);
        }
    }

    /// <summary>MADV_DONTNEED: the pages are empty when they are used next.</summary>
    private const int DontNeed = 4;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    private sealed class PooledBuffer(ConcurrentQueue<PooledBuffer> unused, byte[] slab, int offset) : IMemoryOwner<byte>
    {
        public byte[] Slab => slab;

        public int Offset => offset;

        public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(slab, offset, Size);

        public void Dispose() => unused.Enqueue(this);
    }
}
