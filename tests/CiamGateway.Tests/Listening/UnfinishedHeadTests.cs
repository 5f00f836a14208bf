using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using CiamGateway.Listening;
using CiamGateway.Listening.Strangers;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>What Kestrel may read of a request's head before all of it has arrived.</summary>
public sealed class UnfinishedHeadTests
{
    private const string Line = "GET /Domains HTTP/1.1\r\n";

    private readonly Pipe _network = new();
    private readonly ListenerTransport _transport;

    public UnfinishedHeadTests() =>
        _transport = new ListenerTransport(new Connection(_network.Reader))
        {
            Stranger = new StrangerConnection(null!, null!, TimeProvider.System),
        };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Line)]
    [InlineData($"{Line}Host: ")]
    [InlineData($"{Line}Host: gateway\r\n")]
    [InlineData($"{Line}Host: gateway\r\n\r")]
    [InlineData($"\r\n\r\n{Line}Host: gateway\r\n")]
    public async Task The_request_line_is_read_at_once_and_headers_only_with_the_last(string sent)
    {
        const string whole = $"{Line}Host: gateway\r\n\r\n";
        await SendAsync(sent);
        Assert.Equal(sent[..(sent.IndexOf(Line, StringComparison.Ordinal) + Line.Length)], await ReadAsync());
        Assert.Null(Arrived());
        await SendAsync(whole[sent.TrimStart('\r', '\n').Length..]);
        Assert.Equal("Host: gateway\r\n\r\n", await ReadAsync());
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("Host: gateway\n\r\n")]
    [InlineData("Host: gateway\n\n")]
    public async Task Every_empty_line_ends_a_head_also_one_that_Kestrel_rejects(string rest)
    {
        await SendAsync(Line);
        Assert.Equal(Line, await ReadAsync());
        foreach (var character in rest)
        {
            Assert.Null(Arrived());
            await SendAsync($"{character}");
        }
        Assert.Equal(rest, await ReadAsync());
    }

    [Fact]
    public async Task A_head_may_arrive_byte_by_byte()
    {
        await SendAsync(Line);
        Assert.Equal(Line, await ReadAsync());
        var headers = string.Concat(Enumerable.Repeat("a\n", 16_000));
        foreach (var character in headers)
        {
            await SendAsync($"{character}");
            Assert.Null(Arrived());
        }
        await SendAsync("\n");
        Assert.Equal($"{headers}\n", await ReadAsync());
    }

    [Fact]
    public async Task An_unfinished_request_line_is_read_as_it_arrives()
    {
        await SendAsync("GET /Dom");
        Assert.Equal("GET /Dom", Arrived(consumes: false));
        await SendAsync("ains");
        Assert.Equal("GET /Domains", Arrived(consumes: false));
    }

    [Fact]
    public async Task What_follows_a_head_is_read_as_it_arrives_until_a_head_is_expected_again()
    {
        await SendAsync($"{Line}\r\n");
        Assert.Equal($"{Line}\r\n", await ReadAsync());
        await SendAsync("a body\nthat ");
        Assert.Equal("a body\nthat ", await ReadAsync());
        _transport.ExpectHead(true);
        await SendAsync($"{Line}Host");
        Assert.Equal(Line, await ReadAsync());
        Assert.Null(Arrived());
    }

    [Fact]
    public async Task A_head_over_32_KiB_is_read_as_it_arrives()
    {
        await SendAsync(Line);
        Assert.Equal(Line, await ReadAsync());
        var (first, second) = (new string('a', 32 * 1024), "b");
        await SendAsync(first);
        Assert.Null(Arrived());
        await SendAsync(second);
        Assert.Equal(first + second, await ReadAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Host")]
    public async Task Headers_without_an_end_are_not_read_when_the_caller_closes_the_connection(string rest)
    {
        await SendAsync(Line + rest);
        await _network.Writer.CompleteAsync();
        Assert.Equal(Line, await ReadAsync());
        var read = await _transport.ReadAsync(Cancellation);
        Assert.True(read.IsCompleted);
        Assert.Equal("", Text(read, consumes: true));
    }

    [Fact]
    public async Task Nothing_is_a_head_behind_the_preface_of_HTTP_2_that_came_in_parts()
    {
        const string frame = "\0\0\u0001\0\0\0\0\0\n";
        foreach (var part in new[] { "PRI * HTTP/2.0", "\r\n\r\nSM", "\r\n\r\n", frame, "x", frame })
        {
            await SendAsync(part);
            Assert.Equal(part, Arrived());
        }
    }

    [Fact]
    public async Task What_a_known_caller_or_a_trusted_proxy_sends_is_read_as_it_arrives()
    {
        _transport.Stranger = null;
        foreach (var part in new[] { Line, "Host", ": gateway\r\n\r\n", "PRI * HTTP/2.0\r", "\n\r\nSM\r", "\n\r\n\n", "x" })
        {
            await SendAsync(part);
            Assert.Equal(part, Arrived());
        }
    }

    [Fact]
    public async Task A_cancelled_read_ends_and_the_next_has_all()
    {
        await SendAsync($"{Line}Host");
        Assert.Equal(Line, await ReadAsync());
        var reading = _transport.ReadAsync(Cancellation).AsTask();
        _transport.CancelPendingRead();
        var read = await reading;
        Assert.True(read.IsCanceled);
        Assert.Equal("", Text(read, consumes: true));
        await SendAsync(": gateway\r\n\r\n");
        Assert.Equal("Host: gateway\r\n\r\n", await ReadAsync());
    }

    private async Task SendAsync(string text) => await _network.Writer.WriteAsync(Encoding.Latin1.GetBytes(text), Cancellation);

    private async Task<string> ReadAsync() => Text(await _transport.ReadAsync(Cancellation), consumes: true);

    /// <returns>Null if nothing can be read.</returns>
    private string? Arrived(bool consumes = true) => _transport.TryRead(out var read) ? Text(read, consumes) : null;

    private string Text(ReadResult read, bool consumes)
    {
        var text = Encoding.Latin1.GetString(read.Buffer.ToArray());
        _transport.AdvanceTo(consumes ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
        return text;
    }

    private sealed record Connection(PipeReader Input) : IDuplexPipe
    {
        public PipeWriter Output => throw new NotSupportedException();
    }
}
