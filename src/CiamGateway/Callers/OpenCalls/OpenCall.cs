namespace CiamGateway.Callers.OpenCalls;

/// <summary>
/// A call from the moment that its caller is known to the end of its answer, which may be hours for a WebSocket. Until then
/// <see cref="HttpContext.RequestAborted"/> is a token that a change of the configuration can cancel.
/// </summary>
internal sealed class OpenCall : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private CancellationTokenRegistration _callerLeft;
    private CancellationToken _original;
    private volatile string? _reason;

    public HttpContext Context { get; private set; } = null!;

    /// <summary>Null if the call is anonymous.</summary>
    public CallerSettings? Caller { get; private set; }

    /// <summary>Null if the caller is anonymous, or known by its network alone.</summary>
    public ICredential? Credential { get; private set; }

    /// <summary>
    /// Whether an anonymous call comes from this machine. Read once: a request that is being forwarded has the gateway's own
    /// <c>Via</c>, which would be taken for that of a proxy.
    /// </summary>
    public bool IsLocal { get; private set; }

    /// <summary>Why a change of the configuration ended the call; null if none did.</summary>
    public string? Reason => _reason;

    /// <summary>Whether the call has to end: because the configuration changed, or because its caller left.</summary>
    public bool IsEnded => _end.IsCancellationRequested;

    public void Begin(HttpContext context, CallerSettings? caller, ICredential? credential)
    {
        (Context, Caller, Credential) = (context, caller, credential);
        IsLocal = caller is null && SourceAddress.IsLocal(context);
        _original = context.RequestAborted;
        _callerLeft = _original.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), _end);
        context.RequestAborted = _end.Token;
    }

    /// <summary>Continuations that wait for the call's end run on other threads.</summary>
    public void End(string reason)
    {
        _reason ??= reason;
        _ = _end.CancelAsync();
    }

    /// <summary>To be called when the call has ended.</summary>
    /// <returns>Whether the object can be used for the next call.</returns>
    public bool Leave()
    {
        _callerLeft.Dispose();
        Context.RequestAborted = _original;
        return _end.TryReset();
    }

    public void Dispose() => _end.Dispose();

    public void Forget()
    {
        (Context, Caller, Credential) = (null!, null, null);
        (_callerLeft, _original) = (default, default);
    }
}
