namespace CiamGateway.Compatibility;

/// <summary>Reads from the exceptions of <see cref="HttpClient"/> what it has no property for.</summary>
internal static class HttpClientMessages
{
    /// <returns>Whether a proxy refused to open a tunnel since it requires other credentials (407, RFC 9110 §15.5.8).</returns>
    public static bool IsProxyAuthenticationRequired(HttpRequestException exception) =>
        exception.HttpRequestError is HttpRequestError.ProxyTunnelError && exception.Message.Contains("'407'", StringComparison.Ordinal);
}
