using System.Net;
using CiamGateway.Callers;
using CiamGateway.Forwarding.Headers;
using CiamGateway.Forwarding.Targets;
using CiamGateway.Listening;
using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>A request that is explained and not sent.</summary>
/// <param name="Target">The path and the query as in the request line.</param>
/// <param name="Caller">The name of its caller; null if its headers decide.</param>
internal sealed record DryRunRequest(
    string Method,
    string Target,
    CallerSettings? Caller,
    IReadOnlyList<KeyValuePair<string, string>> Headers
)
{
    private const string Password = "Basic";
    private const string Hidden = "***";

    /// <summary>From where it comes: this machine, or the first address of the caller's networks.</summary>
    public IPAddress Source => Caller?.Networks is [var network, ..] ? network.BaseAddress : IPAddress.Loopback;

    /// <summary>What it asks for where its headers name no host.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Whether credentials are among the headers, which are judged as those of any request.</summary>
    public bool PresentsCredential =>
        Headers.Any(header =>
            header.Key.Equals(CallerCredentialsTransform.ApiKeyHeader, StringComparison.OrdinalIgnoreCase)
            || (
                header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
                && header.Value.Split(' ')[0].Equals(Password, StringComparison.OrdinalIgnoreCase)
            )
        );

    /// <summary>The request as the listener would hand it on.</summary>
    public HttpContext ToContext()
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = Target;
        context.Connection.RemoteIpAddress = Source;
        var request = context.Request;
        request.Method = Method;
        request.Protocol = HttpProtocol.Http11;
        request.Scheme = Uri.UriSchemeHttp;
        var query = Target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? Target : Target[..query];
        // A target that is refused is so before anybody looks at its path, which may not even decode.
        var isPath = path.StartsWith('/') && RequestTarget.Fault(Target, PathAllowance.Utmost) is null;
        request.Path = isPath ? PathString.FromUriComponent(path) : "/";
        request.QueryString = new QueryString(query < 0 ? "" : Target[query..]);
        if (!PresentsCredential)
        {
            AddCredential(request.Headers);
        }
        foreach (var (name, value) in Headers)
        {
            request.Headers[name] = request.Headers[name].Append(HeaderEncoding.ToHeader(value)).ToArray();
        }
        request.Headers.TryAdd("Host", Host);
        return context;
    }

    private void AddCredential(IHeaderDictionary headers)
    {
        if (Caller?.ApiKeys.Count > 0)
        {
            headers[CallerCredentialsTransform.ApiKeyHeader] = Hidden;
        }
        else if (Caller?.Passwords.Count > 0)
        {
            headers.Authorization = $"{Password} {Hidden}";
        }
    }
}
