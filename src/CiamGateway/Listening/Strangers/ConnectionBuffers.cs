using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Listening.Strangers;

/// <summary>
/// The buffers into which connections read, and from which they write. Unused ones are kept until <see cref="Release"/>: Kestrel's own
/// pool releases one in a hundred each 10 s while there are calls, so that what an attack made it allocate would remain for hours.
/// </summary>
internal sealed class ConnectionBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    /// <summary>The size of Kestrel's own buffers, to which its defaults fit.</summary>
    private const int Size = 4096;

    private readonly ConcurrentQueue<PooledBuffer> _unused = new();

    public override int MaxBufferSize => Size;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, Size);
        return _unused.TryDequeue(out var buffer) ? buffer : new PooledBuffer(_unused);
    }

    /// <summary>Leaves the unused buffers to the garbage collector.</summary>
    public void Release() => _unused.Clear();

    /// <summary>Does nothing: each listener disposes of its pool, and all of them share this one.</summary>
    protected override void Dispose(bool disposing) { }

    private sealed class PooledBuffer(ConcurrentQueue<PooledBuffer> unused) : IMemoryOwner<byte>
    {
        /// <summary>Not pinned as in Kestrel's pool: one that is in use would keep its neighbours' memory from the system.</summary>
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(Size);

        public void Dispose() => unused.Enqueue(this);
    }
}
