using System.Buffers;
using System.Net;
using System.Net.Sockets;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Listening;
using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Turns a target in absolute form into path, query and <c>Host</c>, which every later stage reads (RFC 9112 §3.2.2).
/// Applications send that form to what they take for a proxy. Other forms than these two are refused.
/// </summary>
internal static class TargetForm
{
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    );

    private const string Tunnel =
        "asks for a tunnel (CONNECT), in which the gateway could not add the access token. "
        + "Fix: let the application address the API by http:// in place of https://, so that it sends its requests to the gateway itself";

    private const string Unsecured =
        "is an https address on a connection without TLS. Fix: let the application address the API by http:// in place of https://";

    private const string WholeServer = "is '*', the server as a whole, and the gateway serves listed paths only";

    /// <returns>What is wrong with the form, as the end of a sentence; null if the target is in origin form by now.</returns>
    public static string? Fault(HttpContext context, IHttpRequestFeature request) =>
        request.RawTarget switch
        {
            ['/', ..] => null,
            "*" => WholeServer,
            _ when HttpMethods.IsConnect(request.Method) => Tunnel,
            var target => FaultOfAbsolute(AddressReference.Parse(target), context, request),
        };

    private static string? FaultOfAbsolute(AddressReference target, HttpContext context, IHttpRequestFeature request)
    {
        if (target is not { Scheme: { } scheme, Authority: { } authority } || !IsHttp(scheme) || HostOf(authority) is not { } host)
        {
            return "is neither a path that begins with a slash, nor an http address with a host and without a user name";
        }
        if (scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) && context.Request.Scheme != Uri.UriSchemeHttps)
        {
            // RFC 9110 §7.4: an https resource is not served over a connection that is not secured.
            return Unsecured;
        }
        if (target.Path.Length == 0 && HttpMethods.IsOptions(request.Method) && target.QueryAndFragment.Length == 0)
        {
            return WholeServer;
        }
        // Kestrel's own reading of this form decodes more than its reading of a path does.
        var path = target.Path.Length > 0 ? target.Path : "/";
        request.RawTarget = $"{path}{target.QueryAndFragment}";
        var canBeRead = RequestTarget.Fault(request.RawTarget, PathAllowance.Utmost) is null;
        request.Path = canBeRead ? PathString.FromUriComponent(path).Value! : "/";
        request.QueryString = target.QueryAndFragment;
        request.Headers.Host = host;
        ExpectSameForm(context);
        return null;
    }

    /// <summary>
    /// A client that writes the scheme in capital letters does so again. Behind a body, nothing tells its request line from that body.
    /// </summary>
    private static void ExpectSameForm(HttpContext context)
    {
        if (context.Features.Get<ListenerConnection>()?.Scheme is not { HasChanged: true } scheme)
        {
            return;
        }
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            scheme.Expect(true);
        }
        else
        {
            context.Response.Headers.Connection = "close";
        }
    }

    private static bool IsHttp(string scheme) =>
        scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase)
        || scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);

    /// <summary>The host and port of an authority, as they go into <c>Host</c>; null if it is no such thing, or has a user name.</summary>
    private static string? HostOf(string authority)
    {
        var host = new HostString(authority.EndsWith(':') ? authority[..^1] : authority);
        var isName = host.Host.Length > 0 && !host.Host.AsSpan().ContainsAnyExcept(HostCharacters);
        var isAddress =
            host.Host is ['[', .. var address, ']']
            && IPAddress.TryParse(address, out var parsed)
            && parsed.AddressFamily is AddressFamily.InterNetworkV6;
        var isWhole = host.Port is >= 0 and <= ushort.MaxValue || host.Value == host.Host;
        return (isName || isAddress) && isWhole ? host.Value : null;
    }
}
