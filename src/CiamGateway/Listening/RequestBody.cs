using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Listening;

/// <summary>
/// The body of an incoming request. It applies the size limit in Kestrel's place, which reads nothing more once the limit is
/// exceeded, and cancels reads so that others can follow: the rest of the body must be read, or the caller never sees the answer.
/// </summary>
internal sealed class RequestBody : ReadOnlyStream
{
    private readonly PipeReader _reader;
    private readonly HttpContext _context;
    private readonly long? _length;
    private long? _limit;
    private long _count;

    private RequestBody(HttpContext context)
    {
        (_context, _reader, _length) = (context, context.Request.BodyReader, context.Request.ContentLength);
        context.Request.Body = this;
    }

    /// <summary>Whether anything was read; then the caller knows that its body is wanted (RFC 9110 §10.1.1).</summary>
    public bool IsStarted { get; private set; }

    public bool IsAtEnd { get; private set; }

    /// <summary>Whether the gateway waits for the caller, or gave up waiting.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Takes the place of the request's body.</summary>
    public static RequestBody Replace(HttpContext context) => new(context);

    /// <returns>Null if the request has no body.</returns>
    public static RequestBody? Of(HttpContext context) => context.Request.Body as RequestBody;

    /// <exception cref="BadHttpRequestException">The body is larger than allowed (413), came too slowly (408), or is not framed well
    /// (400).</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!IsStarted)
        {
            Start();
        }
        var read = await ReadAsync(cancellationToken);
        var bytes = (int)Math.Min(read.Buffer.Length, buffer.Length);
        var taken = read.Buffer.Slice(0, bytes);
        taken.CopyTo(buffer.Span);
        IsAtEnd = read.IsCompleted && bytes == read.Buffer.Length;
        _reader.AdvanceTo(taken.End);
        _count += bytes;
        return _count > _limit ? throw TooLarge() : bytes;
    }

    /// <summary>Reads the rest and discards it.</summary>
    /// <returns>False if the body did not end within the limits of <see cref="Lingering"/>.</returns>
    public async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        TakeLimit();
        try
        {
            for (var left = Lingering.MaximumBytes; left > 0 && !IsAtEnd; )
            {
                var read = await ReadAsync(cancellationToken);
                left -= read.Buffer.Length;
                IsAtEnd = read.IsCompleted;
                _reader.AdvanceTo(read.Buffer.End);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // Kestrel closes the connection.
        }
        return IsAtEnd;
    }

    private void Start()
    {
        IsStarted = true;
        _limit = TakeLimit();
        if (_length > _limit)
        {
            throw TooLarge();
        }
    }

    /// <returns>The limit of the route or the listener, which holds for Kestrel no longer.</returns>
    private long? TakeLimit()
    {
        if (_context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } feature)
        {
            return _limit;
        }
        var limit = feature.MaxRequestBodySize;
        feature.MaxRequestBodySize = null;
        return limit;
    }

    /// <remarks>A token that cancels Kestrel's own read would leave the reader unusable.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reading = _reader.ReadAsync(CancellationToken.None);
        if (reading.IsCompletedSuccessfully)
        {
            return reading.Result;
        }
        IsWaiting = true;
        using var canceling = cancellationToken.UnsafeRegister(CancelRead, _reader);
        var read = await reading;
        if (read.IsCanceled)
        {
            _reader.AdvanceTo(read.Buffer.Start);
            throw new OperationCanceledException(cancellationToken);
        }
        IsWaiting = false;
        return read;
    }

    private static void CancelRead(object? reader)
    {
        try
        {
            ((PipeReader)reader!).CancelPendingRead();
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException or IOException)
        {
            // The request has ended meanwhile. What is thrown here would end the process, if a timer has cancelled.
        }
    }

    private static BadHttpRequestException TooLarge() => new("The request body is over the limit.", StatusCodes.Status413PayloadTooLarge);
}

/// <summary>A stream that is read from its beginning to its end, without blocking a thread.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
