namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>
/// Tells which requests can be sent a second time: those whose body fits into memory, and that do not become a conversation.
/// </summary>
internal static class ReplayableRequest
{
    /// <summary>The largest body that is kept for a second sending, in bytes.</summary>
    public const long MaximumBody = 64 * 1024;

    public static bool Is(HttpRequestMessage request) => HasSmallBody(request.Content) && !IsConversation(request);

    private static bool HasSmallBody(HttpContent? content) => content is null || content.Headers.ContentLength is <= MaximumBody;

    private static bool IsConversation(HttpRequestMessage request) =>
        request.Headers.NonValidated.Contains("Upgrade")
        || request.Method == HttpMethod.Connect
        || request.Headers.NonValidated.Contains("Expect")
        || IsGrpc(request.Content);

    /// <remarks>To read the typed header would change the bytes that go out.</remarks>
    private static bool IsGrpc(HttpContent? content) =>
        content is not null
        && content.Headers.NonValidated.TryGetValues("Content-Type", out var type)
        && type.ToString().AsSpan().TrimStart().StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
}
