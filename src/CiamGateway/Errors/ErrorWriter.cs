using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Telemetry;
using Microsoft.Net.Http.Headers;

namespace CiamGateway.Errors;

/// <summary>The only writer of error bodies: problem details (RFC 9457), or a SCIM error (RFC 7644 §3.12) where the caller accepts SCIM, both with <c>Proxy-Status</c> (RFC 9209).</summary>
internal sealed partial class ErrorWriter(RequestDelegate next, GatewayMetrics metrics, ILogger<ErrorWriter> logger)
{
    private const string ScimMediaType = "application/scim+json";
    private const string ScimErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            LogUnexpected(logger, exception);
            context.Fail(new GatewayError(Problems.Internal, "The gateway failed; its log names the cause under this trace id."));
        }
        catch (Exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Too late for the caller, who sees the answer break off; the server logs the cause.
            Count(context, Problems.Internal);
            throw;
        }
        if (context.GetGatewayError() is { } error && !context.Response.HasStarted)
        {
            Count(context, error.Problem);
            if (!context.RequestAborted.IsCancellationRequested)
            {
                await WriteAsync(context, error);
            }
        }
    }

    private void Count(HttpContext context, Problem problem)
    {
        var facts = RequestFacts.Of(context);
        facts.Error = problem.Code;
        metrics.ErrorAnswered(facts.Route, problem.Code);
    }

    private static Task WriteAsync(HttpContext context, GatewayError error)
    {
        var problem = error.Problem;
        var headers = context.Response.Headers;
        headers["Proxy-Status"] = $"ciam-gateway; error={error.ProxyError ?? problem.ProxyError}; details=\"{problem.Code}\"";
        headers.CacheControl = "no-store";
        if (error.RetryAfter is { } retryAfter)
        {
            headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var traceId = TraceId.Of(context);
        return AcceptsScim(context.Request)
            ? WriteAsync(context, ScimMediaType, ErrorJsonContext.Default.ScimErrorBody, new ScimErrorBody(
                [ScimErrorSchema], problem.Status.ToString(CultureInfo.InvariantCulture), error.Detail, problem.Code, traceId))
            : WriteAsync(context, "application/problem+json", ErrorJsonContext.Default.ProblemBody, new ProblemBody(
                $"urn:ciam-gateway:problem:{problem.Code}", problem.Title, problem.Status, error.Detail,
                CalledPath.Of(context), problem.Code, traceId));
    }

    private static async Task WriteAsync<T>(HttpContext context, string mediaType, JsonTypeInfo<T> type, T body)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static bool AcceptsScim(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(range => range.MediaType.Equals(ScimMediaType, StringComparison.OrdinalIgnoreCase) && range.Quality is not 0);

    [LoggerMessage(5001, LogLevel.Error, "A request failed inside the gateway, and was answered with 500. This is a defect of the gateway: report it with what follows")]
    private static partial void LogUnexpected(ILogger logger, Exception exception);
}
