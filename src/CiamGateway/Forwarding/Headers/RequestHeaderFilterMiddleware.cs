using CiamGateway.Callers;
using CiamGateway.Forwarding.Middleware;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// The proxy pipeline's last stage: withholds what the API must not take from the caller, before any transform sees it, and names the
/// gateway in <c>Via</c> (RFC 9110 §7.6.3).
/// </summary>
internal sealed class RequestHeaderFilterMiddleware(RequestDelegate next, CurrentConfiguration configuration, IgnoredCredentials ignored)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var withheld = Withheld(headers, configuration.Current.RequestHeaders);
        if (withheld is not null || headers.Authorization.Count > 0 || headers.ProxyAuthorization.Count > 0)
        {
            ignored.Note(context);
            withheld?.ForEach(name => headers.Remove(name));
        }
        ConnectionHeaders.NamedBy(headers.Connection)?.ForEach(name => headers.Remove(name));
        if (headers.Trailer.Count > 0)
        {
            // The HTTP client sends no trailers, so none may be announced.
            headers.Remove("Trailer");
        }
        MaxForwards.Decrement(context.Request);
        headers.Via = Append(headers.Via.ToString(), Own(context.Request.Protocol));
        return next(context);
    }

    /// <returns>A list of its own, since headers cannot be removed while they are enumerated; nothing for most requests.</returns>
    private static List<string>? Withheld(IHeaderDictionary headers, WithheldHeaders withheld)
    {
        List<string>? names = null;
        foreach (var (name, _) in headers)
        {
            if (withheld.Contain(name))
            {
                (names ??= []).Add(name);
            }
        }
        return names;
    }

    private static string Append(string allowed, string own) => allowed.Length == 0 ? own : $"{allowed}, {own}";

    private static string Own(string protocol) =>
        HttpProtocol.IsHttp11(protocol) ? "1.1 ciam-gateway" : $"{protocol["HTTP/".Length..]} ciam-gateway";
}
