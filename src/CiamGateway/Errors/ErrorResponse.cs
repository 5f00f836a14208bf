using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Telemetry.Traces;
using Microsoft.Net.Http.Headers;

namespace CiamGateway.Errors;

/// <summary>
/// How an error looks: problem details (RFC 9457), or a SCIM error (RFC 7644 §3.12) if the caller accepts SCIM, both with
/// <c>Proxy-Status</c> (RFC 9209).
/// </summary>
internal static class ErrorResponse
{
    private const string ScimMediaType = "application/scim+json";
    private const string ScimErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

    /// <summary>Sets the headers.</summary>
    /// <param name="path">The path that was called, without its query.</param>
    /// <returns>The body, for the caller of this method to write.</returns>
    public static byte[] Prepare(HttpContext context, GatewayError error, string path)
    {
        var problem = error.Problem;
        var headers = context.Response.Headers;
        headers["Proxy-Status"] = $"ciam-gateway; error={error.ProxyError ?? problem.ProxyError}; details=\"{problem.Code}\"";
        headers.CacheControl = "no-store";
        if (error.RetryAfter is { } retryAfter)
        {
            headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
        if (error.ClosesConnection && !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            headers.Connection = "close";
        }

        var traceId = TraceId.Of(context);
        return AcceptsScim(context.Request)
            ? Prepare(
                context,
                ScimMediaType,
                ErrorJsonContext.Default.ScimErrorBody,
                new ScimErrorBody(
                    [ScimErrorSchema],
                    problem.Status.ToString(CultureInfo.InvariantCulture),
                    error.Detail,
                    problem.Code,
                    traceId
                )
            )
            : Prepare(
                context,
                "application/problem+json",
                ErrorJsonContext.Default.ProblemBody,
                new ProblemBody(
                    $"urn:ciam-gateway:problem:{problem.Code}",
                    problem.Title,
                    problem.Status,
                    error.Detail,
                    path,
                    problem.Code,
                    traceId
                )
            );
    }

    private static byte[] Prepare<T>(HttpContext context, string mediaType, JsonTypeInfo<T> type, T body)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        return content;
    }

    private static bool AcceptsScim(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(range => range.MediaType.Equals(ScimMediaType, StringComparison.OrdinalIgnoreCase) && range.Quality is not 0);
}

/// <summary>The body of <c>application/problem+json</c> (RFC 9457 §3.1).</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Instance, string Code, string TraceId);

/// <summary>The body of a SCIM error (RFC 7644 §3.12), where the status is a text.</summary>
internal sealed record ScimErrorBody(IReadOnlyList<string> Schemas, string Status, string Detail, string Code, string TraceId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ScimErrorBody))]
internal sealed partial class ErrorJsonContext : JsonSerializerContext;
