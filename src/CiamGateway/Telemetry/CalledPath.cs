using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Telemetry;

/// <summary>
/// The path that was called, as in the request line, for errors and the audit log: without what may hold a secret, which is the
/// query, a fragment, and the user part of an absolute address.
/// </summary>
internal static class CalledPath
{
    /// <summary>The longest path in a line of the audit log or of the log, and in a span.</summary>
    public const int Longest = 512;

    /// <summary>The path, cut off after <see cref="Longest"/> characters.</summary>
    public static string Cut(string path) => path.Length > Longest ? path[..Longest] : path;

    public static string Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (string.IsNullOrEmpty(target))
        {
            return "";
        }
        var end = target.AsSpan().IndexOfAny('?', '#');
        return !target.StartsWith('/') ? context.Request.Path.ToUriComponent()
            : end < 0 ? target
            : target[..end];
    }
}
