using System.Net;

namespace CiamGateway.Callers.OpenCalls;

/// <summary>The open calls of one connection: one at a time with HTTP/1, several with HTTP/2.</summary>
/// <param name="remote">The other end of the connection, which may be a proxy.</param>
/// <param name="changes">How many changes of the configuration there were when the connection was opened.</param>
internal sealed class ConnectionCalls(IPAddress? remote, int changes) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<OpenCall> _open = new(capacity: 1);
    private OpenCall? _idle = new();

    public IPAddress? Remote => remote;

    /// <summary>How many changes of the configuration there were when a call of the connection was judged last.</summary>
    public int Changes { get; set; } = changes;

    public OpenCall Begin(HttpContext context, CallerSettings? caller, ICredential? credential)
    {
        lock (_lock)
        {
            var call = _idle ?? new OpenCall();
            _idle = null;
            call.Begin(context, caller, credential);
            _open.Add(call);
            return call;
        }
    }

    /// <returns>Why a change of the configuration ended the call; null if it came to its own end.</returns>
    public string? Leave(OpenCall call)
    {
        lock (_lock)
        {
            _open.Remove(call);
        }
        if (!call.Leave())
        {
            return call.Reason;
        }
        if (call.Reason is null)
        {
            call.Forget();
            _idle = call;
        }
        return null;
    }

    /// <summary>To be called when the connection has ended.</summary>
    public void Dispose() => _idle?.Dispose();

    /// <summary>Ends the calls for which <paramref name="judge"/> has a reason, and adds the reasons to the list.</summary>
    /// <param name="judge">Returns null if the call may go on.</param>
    public void EndIf(Func<OpenCall, ConnectionCalls, string?> judge, List<string> reasons)
    {
        lock (_lock)
        {
            foreach (var call in _open)
            {
                if (judge(call, this) is { } reason)
                {
                    reasons.Add(reason);
                    call.End(reason);
                }
            }
        }
    }
}
