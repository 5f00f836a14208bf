using System.Net;
using CiamGateway.Telemetry;

namespace CiamGateway.Callers;

/// <summary>Where a request comes from: its connection's other end, or whom a trusted proxy there says it speaks for.</summary>
internal sealed class SourceAddress
{
    private static readonly SourceAddress Unknown = new(isKnown: false);
    private static readonly SourceAddress ByProxy = new(isKnown: true);

    private readonly bool _isKnown;

    private SourceAddress(bool isKnown) => _isKnown = isKnown;

    /// <summary>The address; nothing where it cannot be told, which no network contains.</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Features.Get<SourceAddress>() is { _isKnown: false } ? null : PlainAddress.Of(context.Connection.RemoteIpAddress);

    /// <summary>
    /// Whether the request comes from this machine itself. What a proxy passes on never counts, trusted or not: the proxy is local, its
    /// callers are not.
    /// </summary>
    public static bool IsLocal(HttpContext context) =>
        context.Features.Get<SourceAddress>() is null
        && context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !ProxyHeaders.AreIn(context.Request.Headers);

    /// <summary>Whether the request came through a trusted proxy.</summary>
    public static bool IsByProxy(HttpContext context) => context.Features.Get<SourceAddress>() is not null;

    /// <summary>Notes that the request came through a trusted proxy.</summary>
    /// <param name="isKnown">Whether the proxy named the address.</param>
    public static void CameByProxy(HttpContext context, bool isKnown) => context.Features.Set(isKnown ? ByProxy : Unknown);
}
