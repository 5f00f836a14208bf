using System.Globalization;
using System.Net.Sockets;
using System.Text;
using CiamGateway.Chaos.Run;

namespace CiamGateway.Chaos.Servers;

/// <summary>Reads the HTTP/1.1 requests of one connection, one after the other.</summary>
internal sealed class RequestReader(NetworkStream stream)
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private byte[] _buffer = new byte[16 * 1024];
    private int _length;

    /// <returns>Null if the connection ends.</returns>
    public async Task<Request?> ReadAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _length).IndexOf(EndOfHead)) < 0)
        {
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }
        var arrived = RunClock.Now;
        var lines = Encoding.Latin1.GetString(_buffer, 0, end).Split("\r\n");
        Take(end + EndOfHead.Length);
        var first = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(Header).ToArray();
        var request = new Request(first[0], first[1], headers, "", arrived);
        var body = request.First("Transfer-Encoding") is not null
            ? await ReadChunksAsync(cancellationToken)
            : await ReadExactlyAsync(int.Parse(request.First("Content-Length") ?? "0", CultureInfo.InvariantCulture), cancellationToken);
        return body is null ? null : request with { Body = body };
    }

    private async Task<string?> ReadChunksAsync(CancellationToken cancellationToken)
    {
        var body = new StringBuilder();
        while (await ReadLineAsync(cancellationToken) is { } size)
        {
            var length = int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (await ReadExactlyAsync(length + 2, cancellationToken) is not { } chunk)
            {
                return null;
            }
            if (length == 0)
            {
                return body.ToString();
            }
            body.Append(chunk, 0, length);
        }
        return null;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _length).IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }
        var line = Encoding.Latin1.GetString(_buffer, 0, end);
        Take(end + 2);
        return line;
    }

    private async Task<string?> ReadExactlyAsync(int length, CancellationToken cancellationToken)
    {
        while (_length < length)
        {
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }
        var text = Encoding.Latin1.GetString(_buffer, 0, length);
        Take(length);
        return text;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _length * 2);
        }
        var count = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
        _length += count;
        return count > 0;
    }

    private void Take(int count)
    {
        _length -= count;
        Buffer.BlockCopy(_buffer, count, _buffer, 0, _length);
    }

    private static (string Name, string Value) Header(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return (line[..colon], line[(colon + 1)..].Trim());
    }
}
