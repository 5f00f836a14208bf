using CiamGateway.Forwarding.Routes;
using CiamGateway.Telemetry;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// Maps an address of the API to the gateway's. A relative one stays as the API sent it, unless it would lead the caller elsewhere: it
/// never gets a scheme or a host.
/// </summary>
internal static class ReturnedLocation
{
    /// <param name="location">What the API says in <c>Location</c> or <c>Content-Location</c>: absolute, or relative to the request (RFC
    /// 9110 §10.2.2).</param>
    /// <param name="destination">The address of the destination that was called.</param>
    /// <returns>The address to tell the caller: the very text of the API, unless that would lead elsewhere.</returns>
    public static string Rewrite(string location, HttpRequest called, HttpRequestMessage sent, string? destination)
    {
        var reference = AddressReference.Parse(location);
        if (!IsAtDestination(reference, sent))
        {
            return location;
        }
        var (sentPath, calledPath) = (sent.RequestUri!.AbsolutePath, CalledPath.Of(called.HttpContext));
        var target = reference.PathFrom(sentPath);
        var (there, here) = Beginnings(sentPath, calledPath, destination);
        if (!target.StartsWith(there, StringComparison.Ordinal) || target[there.Length..] is not ("" or ['/', ..]))
        {
            return location;
        }
        var mapped = $"{here}{target[there.Length..]}" is { Length: > 0 } path ? path : "/";
        return reference switch
        {
            { Authority: null } when reference.PathFrom(calledPath) == mapped => location,
            { Scheme: null, Authority: not null } when called.Host.HasValue =>
                $"//{called.Host.ToUriComponent()}{mapped}{reference.QueryAndFragment}",
            { Scheme: not null } when called.Host.HasValue =>
                $"{called.Scheme}://{called.Host.ToUriComponent()}{mapped}{reference.QueryAndFragment}",
            _ => $"{mapped}{reference.QueryAndFragment}",
        };
    }

    /// <summary>
    /// The API may know itself by the Host header that it got, and by another scheme if something in front of it ends TLS.
    /// </summary>
    private static bool IsAtDestination(AddressReference reference, HttpRequestMessage sent)
    {
        if (reference.Authority is null)
        {
            // Without a path it names the resource that was called, which needs no mapping.
            return reference is { Scheme: null, Path.Length: > 0 };
        }
        var address = $"{reference.Scheme ?? sent.RequestUri!.Scheme}://{reference.Authority}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var target) || target is not { Scheme: "http" or "https", UserInfo: "" })
        {
            return false;
        }
        var isSamePort = target.Port == sent.RequestUri!.Port || (target.IsDefaultPort && sent.RequestUri.IsDefaultPort);
        return (target.Host.Equals(sent.RequestUri.Host, StringComparison.OrdinalIgnoreCase) && isSamePort)
            || target.Authority.Equals(sent.Headers.Host, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// With what the path that was sent and the path that was called begin, before they go on alike; a route's path transforms show in the
    /// difference.
    /// </summary>
    private static (string There, string Here) Beginnings(string sent, string called, string? destination)
    {
        var (there, here) = (sent.Length, called.Length);
        while (there > 0 && here > 0)
        {
            var (sentSegment, calledSegment) = (sent.LastIndexOf('/', there - 1), called.LastIndexOf('/', here - 1));
            if (sentSegment < 0 || calledSegment < 0 || Decoded(sent[sentSegment..there]) != Decoded(called[calledSegment..here]))
            {
                break;
            }
            (there, here) = (sentSegment, calledSegment);
        }
        return there < sent.Length || destination is null
            ? (sent[..there], called[..here])
            : (new Uri(destination).AbsolutePath.TrimEnd('/'), "");
    }

    private static string Decoded(string segment) => Uri.UnescapeDataString(segment);
}
