namespace CiamGateway.Tests.Support.Sockets;

/// <summary>Keeps every byte that is read through it.</summary>
internal sealed class RecordedStream(Stream inner) : Stream
{
    private readonly MemoryStream _read = new();

    /// <summary>The content type of each TLS record so far (RFC 8446 §5.1).</summary>
    public IEnumerable<byte> TlsContentTypes
    {
        get
        {
            var bytes = _read.ToArray();
            for (var position = 0; position + 4 < bytes.Length; position += 5 + (bytes[position + 3] << 8) + bytes[position + 4])
            {
                yield return bytes[position];
            }
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var length = await inner.ReadAsync(buffer, cancellationToken);
        _read.Write(buffer.Span[..length]);
        return length;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
