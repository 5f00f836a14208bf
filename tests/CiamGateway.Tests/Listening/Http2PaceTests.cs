using System.Buffers;
using System.IO.Pipelines;
using CiamGateway.Listening.Strangers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>Which frames of a stranger Kestrel may read at once (RFC 9113 §4.1 and §6). It consumes bytes, not frames.</summary>
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

    /// <summary>Of a frame with 300 bytes of payload.</summary>
    private const int Length = 309;

    /// <summary>Of the header of a frame that waits, all but the last byte may be read.</summary>
    private const int Begun = 8;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly Http2Pace _pace;
    private readonly List<byte> _arrived = [];
    private byte _stream = 1;

    public Http2PaceTests() => _pace = new Http2Pace(_clock);

    [Fact]
    public async Task A_fifth_request_is_read_when_one_of_four_has_been_answered()
    {
        Arrive([Preface, Frame(Settings), .. Requests(6)]);
        Assert.Equal(Preface.Length + (5 * Length) + Begun, Read());
        Assert.Equal(0, Read());
        var waiting = _pace.WaitForRoomAsync();
        Assert.False(waiting.IsCompleted);
        _pace.EndRequest();
        await waiting;
        Assert.Equal(Length, Read());
        Assert.Equal(0, Read());
    }

    [Fact]
    public async Task No_time_is_lost_if_a_request_has_been_answered_before_the_next_one_waits()
    {
        Arrive([Preface, .. Requests(5)]);
        Assert.Equal(Preface.Length + (4 * Length) + Begun, Read());
        Assert.Equal(0, Read());
        _pace.EndRequest();
        await _pace.WaitForRoomAsync();
        Assert.Equal(Length - Begun, Read());
    }

    [Fact]
    public async Task Nothing_waits_any_longer_once_the_caller_is_known()
    {
        Arrive([Preface, .. Requests(5)]);
        Read();
        Assert.Equal(0, Read());
        var waiting = _pace.WaitForRoomAsync();
        _pace.Stop();
        await waiting;
        await _pace.WaitForRoomAsync();
        Assert.False(_pace.IsNeeded);
    }

    [Fact]
    public async Task A_request_waits_10_ms_at_most()
    {
        Arrive([Preface, .. Requests(8)]);
        Read();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, Read());
            var waiting = _pace.WaitForRoomAsync();
            _clock.Advance(LongestWait - TimeSpan.FromMilliseconds(1));
            Assert.False(waiting.IsCompleted);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await waiting;
            Assert.Equal(Length, Read());
        }
    }

    [Theory]
    [InlineData(Settings, 0)]
    [InlineData(Ping, 0)]
    [InlineData(WindowUpdate, 0)]
    [InlineData(WindowUpdate, Acknowledgement)]
    public async Task Four_control_frames_are_read_within_10_ms(byte type, byte flags)
    {
        Arrive([Preface, .. Enumerable.Repeat(Frame(type, flags), 9)]);
        Assert.Equal(Preface.Length + (4 * Length) + Begun, Read());
        Assert.Equal(0, Read());
        var waiting = _pace.WaitForRoomAsync();
        _pace.EndRequest();
        Assert.False(waiting.IsCompleted);
        _clock.Advance(LongestWait);
        await waiting;
        Assert.Equal(4 * Length, Read());
        Assert.Equal(0, Read());
    }

    [Fact]
    public void Control_frames_that_come_one_by_one_never_wait()
    {
        Arrive([Preface]);
        Read();
        for (var i = 0; i < 20; i++)
        {
            Arrive([Frame(Ping), Frame(Settings)]);
            Assert.Equal(2 * Length, Read());
            _clock.Advance(LongestWait);
        }
    }

    [Theory]
    [InlineData(Data, 0)]
    [InlineData(Reset, 0)]
    [InlineData(Continuation, 0)]
    [InlineData(Settings, Acknowledgement)]
    [InlineData(Ping, Acknowledgement)]
    [InlineData(Headers, 0)]
    public void Other_frames_are_read_as_they_arrive_trailers_too(byte type, byte flags)
    {
        Arrive([Preface, .. Requests(4), .. Enumerable.Repeat(Frame(type, flags), 20)]);
        Assert.Equal(Preface.Length + (24 * Length), Read());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    [InlineData(1000)]
    public void What_is_consumed_in_parts_is_counted_once_and_whole(int part)
    {
        Arrive([Preface, .. Requests(6)]);
        var consumed = Enumerable.Range(0, 2000).Sum(_ => Read(part));
        Assert.Equal(Preface.Length + (4 * Length) + Begun, consumed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_arrives_in_parts_is_counted_once_whether_it_is_consumed_or_not(bool isConsumed)
    {
        byte[] sent = [.. Preface, .. Requests(5).SelectMany(request => request)];
        var consumed = 0;
        foreach (var one in sent)
        {
            Arrive([
                [one],
            ]);
            consumed += Read(isConsumed ? 1 : 0);
        }
        consumed += Read();
        Assert.Equal(Preface.Length + (4 * Length) + Begun, consumed);
    }

    [Fact]
    public void A_payload_is_not_taken_for_frames()
    {
        byte[] payload = [0xFF, 0xFF, 0xFF, .. Requests(5).SelectMany(request => request)];
        byte[] unknown = [0, (byte)(payload.Length >> 8), (byte)payload.Length, 0xAA, 0, 0, 0, 0, 1];
        Arrive([Preface, unknown]);
        Read();
        Arrive([payload, .. Requests(5)]);
        Assert.Equal(payload.Length + (4 * Length) + Begun, Read());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("PRI * HTTP/1.1\r\n\r\n")]
    [InlineData("P")]
    public void HTTP_1_is_read_as_it_arrives(string sent)
    {
        Arrive([
            [.. sent.Select(character => (byte)character)],
            .. Requests(6),
        ]);
        Assert.Equal(sent.Length + (6 * Length), Read());
        Assert.False(_pace.IsNeeded);
    }

    [Fact]
    public void A_cancelled_read_ends_and_a_closed_connection_is_one_only_behind_the_last_frame()
    {
        Arrive([Preface, .. Requests(5)]);
        var read = Arrived(isCanceled: false);
        Assert.True(_pace.MayRead(ref read));
        Assert.False(read.IsCompleted);
        _pace.Consume(read.Buffer.Length);
        _arrived.RemoveRange(0, (int)read.Buffer.Length);
        read = Arrived(isCanceled: true);
        Assert.True(_pace.MayRead(ref read));
        Assert.Equal((0, true, false), (read.Buffer.Length, read.IsCanceled, read.IsCompleted));
        _pace.EndRequest();
        read = Arrived(isCanceled: false);
        Assert.True(_pace.MayRead(ref read));
        Assert.True(read.IsCompleted);
    }

    private static byte[] Frame(byte type, byte flags = 0, byte stream = 1) =>
        [0, 1, 44, type, flags, 0, 0, 0, stream, .. Enumerable.Repeat((byte)0x82, 300)];

    private IEnumerable<byte[]> Requests(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return Frame(Headers, flags: 5, _stream);
            _stream += 2;
        }
    }

    private void Arrive(IEnumerable<byte[]> parts) => _arrived.AddRange(parts.SelectMany(part => part));

    private ReadResult Arrived(bool isCanceled) => new(new ReadOnlySequence<byte>(_arrived.ToArray()), isCanceled, isCompleted: true);

    /// <returns>How many bytes were consumed; 0 if they have to wait.</returns>
    private int Read(int most = int.MaxValue)
    {
        var read = new ReadResult(new ReadOnlySequence<byte>(_arrived.ToArray()), isCanceled: false, isCompleted: false);
        if (!_pace.MayRead(ref read))
        {
            return 0;
        }
        Assert.True(read.Buffer.Length > 0);
        var consumed = (int)Math.Min(most, read.Buffer.Length);
        _pace.Consume(consumed);
        _arrived.RemoveRange(0, consumed);
        return consumed;
    }
}
