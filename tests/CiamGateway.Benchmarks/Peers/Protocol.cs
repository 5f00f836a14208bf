namespace CiamGateway.Benchmarks.Peers;

/// <summary>What is spoken on both sides of a peer.</summary>
internal enum Protocol
{
    /// <summary>HTTP/1.1 without TLS.</summary>
    Plain,

    /// <summary>HTTP/1.1 with TLS.</summary>
    Tls,

    /// <summary>HTTP/2 with TLS.</summary>
    Http2,
}
