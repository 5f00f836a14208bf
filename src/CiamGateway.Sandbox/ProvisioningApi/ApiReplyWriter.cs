using System.Security.Cryptography;
using System.Text.Json;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>Writes answers as the API does: SCIM's media type for those who speak it, entity tags on single resources, <c>Location</c> on new ones.</summary>
internal static class ApiReplyWriter
{
    private const string ScimMediaType = "application/scim+json";

    public static async Task WriteAsync(HttpContext context, ApiReply reply)
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
        if (!body.ContainsKey("Resources"))
        {
            context.Response.Headers.ETag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(content)[..8])}\"";
        }
        await WriteAsync(context, content, SpeaksScim(context.Request) ? ScimMediaType : "application/json");
    }

    public static Task WriteAsync(HttpContext context, ApiError error)
    {
        context.Response.StatusCode = error.Status;
        if (error.Challenge is { } challenge)
        {
            context.Response.Headers.WWWAuthenticate = challenge;
        }
        return WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(error.Body), ScimMediaType);
    }

    private static async Task WriteAsync(HttpContext context, byte[] content, string mediaType)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static bool SpeaksScim(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains(ScimMediaType, StringComparison.OrdinalIgnoreCase)
        || request.ContentType?.StartsWith(ScimMediaType, StringComparison.OrdinalIgnoreCase) is true;
}
