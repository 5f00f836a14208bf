using System.Text;

namespace CiamGateway.Chaos.Servers;

/// <summary>What happens to the connection after the bytes of a reply.</summary>
internal enum AfterReply
{
    Keep,
    Close,
    Reset,

    /// <summary>Nothing follows until the server ends the connection.</summary>
    Hang,
}

/// <summary>The bytes that answer a request, when they come, and what follows.</summary>
internal sealed record Reply(byte[] Bytes)
{
    /// <summary>Nothing before the ending.</summary>
    public static readonly Reply Nothing = new([]) { Ending = AfterReply.Close };

    public TimeSpan Delay { get; init; }

    public AfterReply Ending { get; init; }

    /// <summary>The pause between two bytes; zero sends all of them at once.</summary>
    public TimeSpan BytePause { get; init; }

    public static Reply Of(int status, string body = "", params IEnumerable<string> headers) =>
        Raw(
            $"HTTP/1.1 {status} Chaos\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
                + string.Concat(headers.Select(header => header + "\r\n"))
                + $"\r\n{body}"
        );

    public static Reply Json(int status, string body, params IEnumerable<string> headers) =>
        Of(status, body, ["Content-Type: application/json", .. headers]);

    public static Reply Raw(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The first half of this reply, and then the ending.</summary>
    public Reply Half(AfterReply ending) => this with { Bytes = Bytes[..(Bytes.Length / 2)], Ending = ending };
}
