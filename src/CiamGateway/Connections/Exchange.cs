namespace CiamGateway.Connections;

/// <summary>One attempt to send a request: which connection it took, and how far it came there.</summary>
/// <param name="method">The request's method.</param>
internal sealed class Exchange(HttpMethod method)
{
    /// <summary>Set on a request whose body is in memory, so that it can be sent a second time.</summary>
    public static readonly HttpRequestOptionsKey<bool> HasBufferedBody = new("CiamGateway.HasBufferedBody");

    /// <summary>What is done to a request before it is sent a second time; none for most requests.</summary>
    public static readonly HttpRequestOptionsKey<Action> BeforeRepetition = new("CiamGateway.BeforeRepetition");

    private static readonly AsyncLocal<Exchange?> Flow = new();

    /// <summary>
    /// The attempt on whose behalf this code runs; null outside of any. The HTTP client writes a request within the flow of its sender,
    /// which is the only way to tell on a connection where a new request begins.
    /// </summary>
    public static Exchange? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>The connection was closed before a byte of the request was written: the server certainly did not receive it.</summary>
    public bool IsUnsent { get; set; }

    /// <summary>The connection had carried an earlier request, so that the server may have closed it at this very moment.</summary>
    public bool IsOnReusedConnection { get; set; }

    /// <summary>An HTTP/2 connection was opened for this request, so that the request does not depend on an earlier one.</summary>
    public bool OpensSharedConnection { get; set; }

    /// <summary>At least one byte of the answer arrived.</summary>
    public bool HasAnswer { get; set; }

    /// <summary>
    /// Whether these bytes are the beginning of this request. The HTTP client sends it again itself when a proxy asks for credentials.
    /// </summary>
    public bool IsBeginning(ReadOnlySpan<byte> bytes)
    {
        var name = method.Method;
        if (bytes.Length <= name.Length || bytes[name.Length] != ' ')
        {
            return false;
        }
        for (var i = 0; i < name.Length; i++)
        {
            if (bytes[i] != name[i])
            {
                return false;
            }
        }
        return true;
    }
}
