using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>A connection on which a test writes what no HTTP library would, byte for byte; a character is a byte.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private BufferedStream _stream = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="from">The address to call from: any of 127.0.0.0/8.</param>
    public static async Task<RawConnection> OpenAsync(Uri address, string? from = null)
    {
        var connection = new RawConnection();
        if (from is not null)
        {
            connection._client.Client.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }
        await connection._client.ConnectAsync(address.Host, address.Port, Cancellation);
        connection._stream = new BufferedStream(connection._client.GetStream(), 16 * 1024);
        return connection;
    }

    /// <summary>
    /// Sends this, and gives every answer until the server closes the connection: as the last request asks it to, or because it has had
    /// enough.
    /// </summary>
    public static async Task<IReadOnlyList<RawResponse>> ExchangeAsync(Uri address, string requests)
    {
        using var connection = await OpenAsync(address);
        await connection.SendAsync(requests);
        var responses = new List<RawResponse>();
        while (await connection.ReadAsync() is { } response)
        {
            responses.Add(response);
        }
        return responses;
    }

    public async Task SendAsync(string text)
    {
        try
        {
            await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), Cancellation);
        }
        catch (IOException)
        {
            // The server had enough; what it answered can still be read.
        }
    }

    /// <summary>Sends this whole, as a caller does that reads nothing before.</summary>
    /// <exception cref="IOException">The server has reset the connection.</exception>
    public async Task SendAllAsync(string head, long length, bool inChunks)
    {
        var stream = _client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), Cancellation);
        var block = Encoding.Latin1.GetBytes(inChunks ? $"10000\r\n{new string('a', 0x10000)}\r\n" : new string('a', 0x10000));
        for (var left = length; left > 0; left -= 0x10000)
        {
            await stream.WriteAsync(inChunks || left >= 0x10000 ? block : block.AsMemory(0, (int)left), Cancellation);
        }
        if (inChunks)
        {
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Cancellation);
        }
    }

    /// <summary>The next answer, or null if the server closed the connection instead.</summary>
    public async Task<RawResponse?> ReadAsync(bool hasNoBody = false)
    {
        try
        {
            if (await LineAsync() is not { Length: > 12 } statusLine)
            {
                return null;
            }
            var status = int.Parse(statusLine.AsSpan(9, 3), CultureInfo.InvariantCulture);
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            var lines = new List<string>();
            while (await LineAsync() is { Length: > 0 } line)
            {
                lines.Add(line);
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                headers[line[..colon]] = line[(colon + 1)..].Trim(' ', '\t');
            }
            return new RawResponse(status, headers, hasNoBody || status is 204 or 304 ? "" : await BodyAsync(headers))
            {
                HeaderLines = lines,
                Phrase = statusLine[12..].TrimStart(' '),
            };
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>All bytes until the server closes the connection.</summary>
    public async Task<string> RestAsync()
    {
        using var rest = new MemoryStream();
        await _stream.CopyToAsync(rest, Cancellation);
        return Encoding.Latin1.GetString(rest.ToArray());
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task<string> BodyAsync(Dictionary<string, string> headers)
    {
        if (headers.TryGetValue("Content-Length", out var length))
        {
            return await BytesAsync(int.Parse(length, CultureInfo.InvariantCulture));
        }
        var body = new StringBuilder();
        while (headers.ContainsKey("Transfer-Encoding") && await LineAsync() is { } size)
        {
            var count = int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await BytesAsync(count));
            await LineAsync();
            if (count == 0)
            {
                break;
            }
        }
        return body.ToString();
    }

    private async Task<string> BytesAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, Cancellation);
        return Encoding.Latin1.GetString(bytes);
    }

    private async Task<string?> LineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await _stream.ReadAsync(one, Cancellation) > 0)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }
            line.Append((char)one[0]);
        }
        return null;
    }
}

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawResponse(int Status, Dictionary<string, string> Headers, string Body)
{
    /// <summary>Every header line in order, including repeated names.</summary>
    public IReadOnlyList<string> HeaderLines { get; init; } = [];

    /// <summary>What comes behind the status.</summary>
    public string Phrase { get; init; } = "";

    public bool Closes =>
        Headers.TryGetValue("Connection", out var connection) && connection.Equals("close", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The code of the gateway's own error; none where the API answered, or the listener before any stage of the gateway.
    /// </summary>
    public string? Code => Headers.TryGetValue("Proxy-Status", out var status) ? status.Split('"')[1] : null;
}
