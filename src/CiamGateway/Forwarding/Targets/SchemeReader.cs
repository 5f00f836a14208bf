using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Hands Kestrel the scheme of a target in absolute form in small letters. Schemes may be written in any case (RFC 9110 §4.2.3), but
/// Kestrel knows <c>http://</c> only, refuses all else before any middleware sees it, and has no option for it.
/// The bytes are changed in place.
/// </summary>
internal sealed class SchemeReader(PipeReader reader) : PipeReader
{
    /// <summary>A method and a scheme fit in.</summary>
    private const int LongestStart = 48;

    private bool _isAtRequestLine = true;

    /// <summary>For connections without TLS; what TLS has encrypted passes unchanged.</summary>
    public static ConnectionDelegate Install(ConnectionDelegate next) =>
        async connection =>
        {
            var transport = connection.Transport;
            var reader = new SchemeReader(transport.Input);
            connection.Features.Set(reader);
            connection.Transport = new Pipe(reader, transport.Output);
            try
            {
                await next(connection);
            }
            finally
            {
                connection.Transport = transport;
            }
        };

    /// <summary>Whether a scheme on this connection was not in small letters.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>Says that the request at hand has no body, so that a request line is what is read next.</summary>
    public void ExpectRequestLine() => _isAtRequestLine = true;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        _isAtRequestLine ? ReadRequestLineAsync(cancellationToken) : reader.ReadAsync(cancellationToken);

    public override bool TryRead(out ReadResult result)
    {
        var hasRead = reader.TryRead(out result);
        if (hasRead && _isAtRequestLine)
        {
            Look(result.Buffer);
        }
        return hasRead;
    }

    public override void AdvanceTo(SequencePosition consumed) => reader.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => reader.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => reader.CancelPendingRead();

    public override void Complete(Exception? exception = null) => reader.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => reader.CompleteAsync(exception);

    private async ValueTask<ReadResult> ReadRequestLineAsync(CancellationToken cancellationToken)
    {
        var result = await reader.ReadAsync(cancellationToken);
        Look(result.Buffer);
        return result;
    }

    /// <summary>
    /// Kestrel consumes nothing before it has a whole line: until the scheme is there, the next read begins at the same byte.
    /// </summary>
    private void Look(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[LongestStart];
        start = start[..(int)Math.Min(buffer.Length, LongestStart)];
        buffer.Slice(0, start.Length).CopyTo(start);
        var space = start.IndexOf((byte)' ');
        var target = start[(space + 1)..];
        if (space > 0 && target.IndexOf("://"u8) is > 0 and var length && IsHttp(target[..length]))
        {
            HasChanged |= target[..length].ContainsAnyInRange((byte)'A', (byte)'Z');
            WriteSmall(buffer.Slice(space + 1, length));
        }
        _isAtRequestLine = start.Length < LongestStart && (space < 0 || (space > 0 && IsBeginning(target)));
    }

    private static bool IsHttp(ReadOnlySpan<byte> scheme) =>
        Ascii.EqualsIgnoreCase(scheme, "http"u8) || Ascii.EqualsIgnoreCase(scheme, "https"u8);

    /// <summary>Whether more bytes could make it an address.</summary>
    private static bool IsBeginning(ReadOnlySpan<byte> target) =>
        target.Length < "https://"u8.Length && (Starts("https://"u8, target) || Starts("http://"u8, target));

    private static bool Starts(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> target) =>
        target.Length < scheme.Length && Ascii.EqualsIgnoreCase(scheme[..target.Length], target);

    private static void WriteSmall(ReadOnlySequence<byte> scheme)
    {
        foreach (var part in scheme)
        {
            Ascii.ToLowerInPlace(MemoryMarshal.AsMemory(part).Span, out _);
        }
    }

    private sealed record Pipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
