using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>
/// Writes answers as the API does: SCIM's media type where the operation has it and the caller speaks it, entity tags on single resources,
/// <c>Location</c> on new ones.
/// </summary>
internal static class ApiReplyWriter
{
    public const string ScimMediaType = "application/scim+json";

    public static async Task WriteAsync(HttpContext context, Operation? operation, ApiReply reply)
    {
        context.Response.StatusCode = reply.Status;
        if (reply.NewId is { } id)
        {
            context.Response.Headers.Location = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}/{id}";
        }
        if (reply.Body is not { } body)
        {
            return;
        }
        var content = JsonSerializer.SerializeToUtf8Bytes(body);
        if (body is JsonObject single && !single.ContainsKey("Resources"))
        {
            context.Response.Headers.ETag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(content)[..8])}\"";
        }
        await WriteAsync(context, operation, content);
    }

    public static Task WriteAsync(HttpContext context, Operation? operation, ApiError error)
    {
        context.Response.StatusCode = error.Status;
        if (error.Challenge is { } challenge)
        {
            context.Response.Headers.WWWAuthenticate = challenge;
        }
        return WriteAsync(context, operation, JsonSerializer.SerializeToUtf8Bytes(error.Body));
    }

    private static async Task WriteAsync(HttpContext context, Operation? operation, byte[] content)
    {
        var isScim = operation?.AnswersScim(context.Response.StatusCode) is true && SpeaksScim(context.Request);
        context.Response.ContentType = isScim ? ScimMediaType : "application/json";
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static bool SpeaksScim(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains(ScimMediaType, StringComparison.OrdinalIgnoreCase)
        || request.ContentType?.StartsWith(ScimMediaType, StringComparison.OrdinalIgnoreCase) is true;
}
