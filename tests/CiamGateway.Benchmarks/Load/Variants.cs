using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>The kinds of load, by name.</summary>
internal static class Variants
{
    public const string Default = "get";
    public const string All = "all";

    /// <summary>The one that is no load but two transfers.</summary>
    public const string Transfer = "transfer";

    private const string Put = """
        wrk.method = "PUT"
        wrk.body = string.rep("x", 2048)
        wrk.headers["Content-Type"] = "application/json"
        """;

    private static readonly Variant[] Known =
    [
        new(Default, "GET of a small JSON, 32 connections kept open", new WrkLoad(Connections: 32)),
        new("put", "PUT of 2 KB, 32 connections kept open", new WrkLoad(Connections: 32, Put)),
        new("tls", "GET of a small JSON by TLS on both sides, 32 connections kept open", new WrkLoad(Connections: 32))
        {
            Protocol = Protocol.Tls,
        },
        new(
            "http2",
            "GET of a small JSON by HTTP/2 on both sides, 8 connections with 4 streams each",
            new H2Load(Connections: 8, Streams: 4)
        )
        {
            Protocol = Protocol.Http2,
        },
        new("many", "GET of a small JSON, 512 connections kept open", new WrkLoad(Connections: 512)),
        new(
            "close",
            "GET of a small JSON, a new connection for each request, 32 at a time",
            new WrkLoad(Connections: 32, KeepsAlive: false)
        ),
    ];

    public static IEnumerable<string> Names => Known.Select(variant => variant.Name).Append(Transfer);

    /// <param name="name">Of a kind of load, or <see cref="All"/>.</param>
    public static IReadOnlyList<Variant> Of(string name) => [.. Known.Where(variant => name == All || variant.Name == name)];
}
