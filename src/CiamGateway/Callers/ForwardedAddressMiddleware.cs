using CiamGateway.Telemetry;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace CiamGateway.Callers;

/// <summary>
/// Believes <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> if they come from a trusted proxy, and only then. The reading is
/// ASP.NET Core's; its options cannot change, so each list of proxies has a reader of its own.
/// </summary>
internal sealed class ForwardedAddressMiddleware(RequestDelegate next, CurrentCallers callers, ILoggerFactory loggers)
{
    private volatile Reader? _reader;

    public Task InvokeAsync(HttpContext context)
    {
        var proxies = callers.Current.Access.TrustedProxies;
        if (proxies.Count == 0 || !IsIn(proxies, context.Connection.RemoteIpAddress))
        {
            return next(context);
        }
        var reader = _reader is { } current && current.Proxies == proxies ? current : _reader = new Reader(proxies, Create(proxies));
        return reader.Middleware.Invoke(context);
    }

    private ForwardedHeadersMiddleware Create(IReadOnlyList<IPNetwork> proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(proxy);
        }
        return new ForwardedHeadersMiddleware(context => ContinueAsync(context, proxies), loggers, Options.Create(options));
    }

    private Task ContinueAsync(HttpContext context, IReadOnlyList<IPNetwork> proxies)
    {
        SourceAddress.CameByProxy(context, isKnown: !IsIn(proxies, context.Connection.RemoteIpAddress));
        context.Request.Headers.Remove(ForwardedHeadersDefaults.XOriginalForHeaderName);
        context.Request.Headers.Remove(ForwardedHeadersDefaults.XOriginalProtoHeaderName);
        return next(context);
    }

    private static bool IsIn(IReadOnlyList<IPNetwork> proxies, System.Net.IPAddress? address) =>
        PlainAddress.Of(address) is { } plain && proxies.Any(proxy => proxy.Contains(plain));

    private sealed record Reader(IReadOnlyList<IPNetwork> Proxies, ForwardedHeadersMiddleware Middleware);
}
