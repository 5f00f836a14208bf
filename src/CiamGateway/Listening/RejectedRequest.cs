using System.Text;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Listening;

/// <summary>What is known of a request that Kestrel did not understand.</summary>
/// <param name="Source">The address that called.</param>
/// <param name="Method">Empty if there is none to be seen.</param>
/// <param name="Path">As in the request line, without the query; bytes outside visible ASCII are percent-encoded, and a long one
/// is cut off.</param>
/// <param name="MayHaveMore">Whether the caller may still be sending.</param>
internal sealed record RejectedRequest(string? Source, string Method, string Path, bool MayHaveMore)
{
    /// <summary>What names the length of a body, if there is one.</summary>
    private static readonly string[] BodyHeaders = ["Content-Length", "Transfer-Encoding"];

    /// <summary>Whether a client began with HTTP/2 where only HTTP/1.1 is spoken (RFC 9113 §3.4). Kestrel answers it with GOAWAY.</summary>
    public bool IsHttp2Preface => Method is "PRI" && Path is "*";

    /// <param name="connection">Has the request's line, if that was rejected.</param>
    public static RejectedRequest Of(IFeatureCollection features, ListenerConnection? connection)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var (method, path) =
            request.RawTarget is { Length: > 0 } target && request.Method is { Length: > 0 } known
                ? (known, PathOf(target))
                : OfLine(connection is null ? "" : Encoding.Latin1.GetString(connection.LastRead));
        // Of a rejected head, Kestrel has not read every header.
        var isWhole =
            connection is { EndsHead: true }
            && (method is "GET" or "HEAD" or "DELETE" or "OPTIONS")
            && !BodyHeaders.Any(request.Headers.ContainsKey);
        return new RejectedRequest(SourceOf(features), method, path, MayHaveMore: !isWhole);
    }

    private static string? SourceOf(IFeatureCollection features) =>
        PlainAddress.Of(features.Get<IHttpConnectionFeature>()?.RemoteIpAddress)?.ToString();

    private static (string Method, string Path) OfLine(string read)
    {
        var parts = read.Split(["\r\n", "\n"], 2, StringSplitOptions.None)[0].Split(' ');
        if (parts is not [{ Length: > 0 } method, _, ..] || !method.All(char.IsAsciiLetterUpper))
        {
            return ("", "");
        }
        var target = parts[^1].StartsWith("HTTP/", StringComparison.Ordinal) ? parts[1..^1] : parts[1..];
        return (method, PathOf(string.Join(' ', target)));
    }

    private static string PathOf(string target)
    {
        var end = target.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? target : target[..end];
        return string.Concat(path.Select(character => character is > ' ' and <= '~' ? $"{character}" : $"%{(int)character:X2}"));
    }
}
