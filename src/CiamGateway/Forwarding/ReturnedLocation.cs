namespace CiamGateway.Forwarding;

/// <summary>Turns an address at the destination into the gateway's, as the caller wrote it: scheme, host and path.</summary>
internal static class ReturnedLocation
{
    /// <param name="location">What the API says in <c>Location</c> or <c>Content-Location</c>: absolute, or relative to the request (RFC 9110 §10.2.2).</param>
    /// <param name="destination">The address of the destination that was called.</param>
    /// <returns>The address to tell the caller; unchanged where it points elsewhere.</returns>
    public static string Rewrite(string location, HttpRequest called, HttpRequestMessage sent, string? destination)
    {
        if (!Uri.TryCreate(sent.RequestUri!, location, out var target) || !IsDestination(target, sent))
        {
            return location;
        }
        var (there, here) = Beginnings(sent.RequestUri!.AbsolutePath, called.Path.ToUriComponent(), destination);
        var isBelow = target.AbsolutePath.StartsWith(there, StringComparison.Ordinal) && target.AbsolutePath[there.Length..] is "" or ['/', ..];
        return isBelow
            ? $"{Origin(called)}{called.PathBase}{here}{target.AbsolutePath[there.Length..]}{target.Query}{target.Fragment}"
            : location;
    }

    /// <summary>The API may know itself by the Host header that it got, and by another scheme where something in front of it ends TLS.</summary>
    private static bool IsDestination(Uri target, HttpRequestMessage sent)
    {
        var isSamePort = target.Port == sent.RequestUri!.Port || (target.IsDefaultPort && sent.RequestUri.IsDefaultPort);
        return (target.Host.Equals(sent.RequestUri.Host, StringComparison.OrdinalIgnoreCase) && isSamePort)
            || target.Authority.Equals(sent.Headers.Host, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>With what the path that was sent and the path that was called begin, before they go on alike; a route's path transforms show in the difference.</summary>
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

    private static string Origin(HttpRequest request) => request.Host.HasValue ? $"{request.Scheme}://{request.Host.ToUriComponent()}" : "";
}
