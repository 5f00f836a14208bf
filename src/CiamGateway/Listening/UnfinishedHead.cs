using System.Buffers;
using System.IO.Pipelines;

namespace CiamGateway.Listening;

/// <summary>
/// Keeps the headers of a stranger's request from Kestrel until all of them have arrived. Kestrel makes a text of each at once, and all
/// calls wait while the garbage collector moves the texts of thousands of requests that never end.
/// </summary>
internal sealed class UnfinishedHead
{
    /// <summary>In bytes; the default limit of all headers together. What is longer is read as it arrives.</summary>
    private const int Longest = 32 * 1024;

    /// <summary>In bytes: of an empty line behind a header, the last byte may be missing.</summary>
    private const int LongestBeginning = 2;

    private bool _isLineRead;

    /// <summary>
    /// How many bytes behind the request line do not end the head, and begin no end of it. To search them with each byte that arrives
    /// would take seconds of processor time for one head.
    /// </summary>
    private long _searched;

    /// <summary>Whether a request's head comes next, as on a new connection. It is false from the end of the head on.</summary>
    public bool IsExpected { get; private set; } = true;

    public void Expect(bool isExpected) => (IsExpected, _isLineRead, _searched) = (isExpected, false, 0);

    /// <param name="read">
    /// Everything that has arrived. It is cut off behind the request line, which Kestrel judges at once and for which it starts its time
    /// limit. It is empty if a read ends without the rest of the head.
    /// </param>
    /// <returns>False if none of it may be read now.</returns>
    public bool MayRead(ref ReadResult read)
    {
        var head = new SequenceReader<byte>(read.Buffer.Slice(_searched));
        if (!_isLineRead)
        {
            // Kestrel passes over empty lines before a request.
            head.AdvancePastAny((byte)'\r', (byte)'\n');
        }
        if (read.Buffer.Length > Longest || IsWhole(head))
        {
            Expect(false);
            return true;
        }
        if (_isLineRead)
        {
            _searched = Math.Max(0, read.Buffer.Length - LongestBeginning);
            read = new ReadResult(ReadOnlySequence<byte>.Empty, read.IsCanceled, read.IsCompleted);
            return read.IsCanceled || read.IsCompleted;
        }
        if (head.TryAdvanceTo((byte)'\n'))
        {
            _isLineRead = true;
            read = new ReadResult(read.Buffer.Slice(0, head.Position), read.IsCanceled, isCompleted: false);
        }
        return true;
    }

    /// <summary>Whether it has an empty line. Kestrel rejects a line that ends without CR at once.</summary>
    private bool IsWhole(SequenceReader<byte> head) =>
        (_isLineRead && _searched == 0 && (head.IsNext("\r\n"u8) || head.IsNext((byte)'\n')))
        || Has(head, "\n\r\n"u8)
        || Has(head, "\n\n"u8);

    private static bool Has(SequenceReader<byte> head, ReadOnlySpan<byte> end) => head.TryReadTo(out ReadOnlySequence<byte> _, end);
}
