using System.Buffers;
using System.IO.Pipelines;
using CiamGateway.Listening.Strangers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>Which frames of a stranger Kestrel may read at once (RFC 9113 §4.1 and §6).</summary>
public sealed class Http2PaceTests
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;
    private const byte Continuation = 9;
    private const byte Acknowledgement = 1;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly Http2Pace _pace;

    public Http2PaceTests() => _pace = new Http2Pace(_clock);

    [Fact]
    public async Task A_fifth_request_is_read_when_one_of_four_has_been_answered()
    {
        var four = Bytes([Preface, Frame(Settings), .. Requests(4)]);
        Assert.Equal(four.Length, Read([.. four, .. Bytes(Requests(2))]));
        Assert.Equal(0, Read(Bytes(Requests(2))));
        var waiting = _pace.WaitForRoomAsync();
        Assert.False(waiting.IsCompleted);
        _pace.EndRequest();
        await waiting;
        Assert.Equal(Request.Length, Read(Bytes(Requests(2))));
        Assert.Equal(0, Read(Request));
    }

    [Fact]
    public async Task No_time_is_lost_if_a_request_has_been_answered_before_the_next_one_waits()
    {
        Read(Bytes([Preface, .. Requests(4)]));
        Assert.Equal(0, Read(Request));
        _pace.EndRequest();
        await _pace.WaitForRoomAsync();
        Assert.Equal(Request.Length, Read(Request));
    }

    [Fact]
    public async Task Nothing_waits_any_longer_once_the_caller_is_known()
    {
        Read(Bytes([Preface, .. Requests(4)]));
        Assert.Equal(0, Read(Request));
        var waiting = _pace.WaitForRoomAsync();
        _pace.Stop();
        await waiting;
        await _pace.WaitForRoomAsync();
        Assert.False(_pace.IsNeeded);
    }

    [Fact]
    public async Task A_request_waits_10_ms_at_most()
    {
        Read(Bytes([Preface, .. Requests(4)]));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, Read(Request));
            var waiting = _pace.WaitForRoomAsync();
            _clock.Advance(LongestWait - TimeSpan.FromMilliseconds(1));
            Assert.False(waiting.IsCompleted);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await waiting;
            Assert.Equal(Request.Length, Read(Bytes(Requests(2))));
        }
    }

    [Theory]
    [InlineData(Settings)]
    [InlineData(Ping)]
    public async Task Four_frames_to_answer_are_read_within_10_ms(byte type)
    {
        var frame = Frame(type);
        Assert.Equal(Preface.Length + (4 * frame.Length), Read(Bytes([Preface, .. Enumerable.Repeat(frame, 6)])));
        Assert.Equal(0, Read(frame));
        var waiting = _pace.WaitForRoomAsync();
        Assert.False(waiting.IsCompleted);
        _clock.Advance(LongestWait);
        await waiting;
        Assert.Equal(4 * frame.Length, Read(Bytes(Enumerable.Repeat(frame, 5))));
    }

    [Theory]
    [InlineData(Data, 0)]
    [InlineData(Reset, 0)]
    [InlineData(WindowUpdate, 0)]
    [InlineData(Continuation, 0)]
    [InlineData(Settings, Acknowledgement)]
    [InlineData(Ping, Acknowledgement)]
    public void Other_frames_are_read_as_they_arrive(byte type, byte flags)
    {
        var frames = Bytes([Preface, .. Requests(4), .. Enumerable.Repeat(Frame(type, flags), 20)]);
        Assert.Equal(frames.Length, Read(frames));
    }

    [Fact]
    public void What_arrives_in_parts_counts_once()
    {
        var sent = Bytes([Preface, .. Requests(4)]);
        for (var length = 0; length <= Preface.Length; length++)
        {
            Assert.Equal(length, Read(sent[..length]));
            Assert.True(_pace.IsNeeded);
        }
        // Kestrel consumes whole frames only, so that the rest comes again.
        for (var length = 1; length <= 4 * Request.Length; length++)
        {
            var consumed = length - 1 - ((length - 1) % Request.Length);
            Assert.Equal(length - consumed, Read(Bytes(Requests(4))[consumed..length]));
        }
        Assert.Equal(0, Read(Request[..^1]));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("PRI * HTTP/1.1\r\n\r\n")]
    [InlineData("P")]
    public void HTTP_1_is_read_as_it_arrives(string sent)
    {
        var bytes = Bytes([
            [.. sent.Select(character => (byte)character)],
            .. Requests(6),
        ]);
        Assert.Equal(bytes.Length, Read(bytes));
        Assert.False(_pace.IsNeeded);
    }

    [Fact]
    public void A_cancelled_read_ends_and_a_closed_connection_is_one_only_behind_the_last_frame()
    {
        Read(Bytes([Preface, .. Requests(3)]));
        var read = new ReadResult(new ReadOnlySequence<byte>(Bytes(Requests(2))), isCanceled: false, isCompleted: true);
        Assert.True(_pace.MayRead(ref read));
        Assert.Equal((Request.Length, false), (read.Buffer.Length, read.IsCompleted));
        read = new ReadResult(new ReadOnlySequence<byte>(Request), isCanceled: true, isCompleted: true);
        Assert.True(_pace.MayRead(ref read));
        Assert.Equal((0, true, false), (read.Buffer.Length, read.IsCanceled, read.IsCompleted));
        read = new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);
        Assert.True(_pace.MayRead(ref read));
        Assert.True(read.IsCompleted);
    }

    private static byte[] Request => Frame(Headers, flags: 5);

    private static IEnumerable<byte[]> Requests(int count) => Enumerable.Repeat(Request, count);

    /// <summary>With a payload of 300 bytes.</summary>
    private static byte[] Frame(byte type, byte flags = 0) => [0, 1, 44, type, flags, 0, 0, 0, 1, .. new byte[300]];

    private static byte[] Bytes(IEnumerable<byte[]> parts) => [.. parts.SelectMany(part => part)];

    /// <returns>How many of the bytes may be read now.</returns>
    private long Read(byte[] arrived)
    {
        var read = new ReadResult(new ReadOnlySequence<byte>(arrived), isCanceled: false, isCompleted: false);
        var mayRead = _pace.MayRead(ref read);
        Assert.Equal(mayRead, read.Buffer.Length > 0 || arrived.Length == 0);
        return read.Buffer.Length;
    }
}
