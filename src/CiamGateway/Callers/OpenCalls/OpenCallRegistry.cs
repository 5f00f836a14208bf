using System.Collections.Concurrent;
using System.Net;
using CiamGateway.Callers.Policies;
using CiamGateway.Errors;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Callers.OpenCalls;

/// <summary>
/// Knows every open call, and ends the calls that a changed configuration would not admit: calls that wait, answers that are still
/// streamed, and WebSockets. All others go on undisturbed.
/// </summary>
internal sealed partial class OpenCallRegistry : IDisposable
{
    private readonly ConcurrentDictionary<ConnectionCalls, bool> _connections = new();
    private readonly CurrentConfiguration _configuration;
    private readonly CurrentCallers _callers;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<OpenCallRegistry> _logger;
    private volatile GatewayConfiguration _judged;
    private volatile int _changes;
    private Func<HttpContext, Endpoint?> _route = context => context.GetEndpoint();

    public OpenCallRegistry(
        CurrentConfiguration configuration,
        CurrentCallers callers,
        GatewayMetrics metrics,
        ILogger<OpenCallRegistry> logger
    )
    {
        (_configuration, _callers, _metrics, _logger) = (configuration, callers, metrics, logger);
        _judged = configuration.Current;
        configuration.Applied += Judge;
    }

    /// <param name="route">Finds the route that takes a request now; null if there is none.</param>
    public void FindRoutesBy(Func<HttpContext, Endpoint?> route) => _route = route;

    /// <summary>Has the calls of a listener's connections registered.</summary>
    public ConnectionDelegate Observe(ConnectionDelegate next) =>
        async connection =>
        {
            using var calls = new ConnectionCalls(PlainAddress.Of((connection.RemoteEndPoint as IPEndPoint)?.Address), _changes);
            connection.Features.Set(calls);
            _connections.TryAdd(calls, true);
            try
            {
                await next(connection);
            }
            finally
            {
                _connections.TryRemove(calls, out _);
            }
        };

    /// <param name="hasWaited">Whether the caller had to wait for a check, during which the configuration may have changed.</param>
    public async Task ServeAsync(HttpContext context, ConnectionCalls calls, Identification who, bool hasWaited, RequestDelegate next)
    {
        var call = calls.Begin(context, who.Caller?.Settings, who.Credential);
        string? reason = null;
        try
        {
            if ((hasWaited || calls.Changes != _changes) && HasOldRoute(context) && ReasonToEnd(call, calls, _judged, _judged) is { } late)
            {
                call.End(late);
            }
            else
            {
                calls.Changes = _changes;
                await next(context);
            }
        }
        catch (Exception) when (call.IsEnded && call.Reason is not null)
        {
            // What waited for the call's end says so by exceptions of many kinds.
        }
        finally
        {
            reason = calls.Leave(call);
        }
        if (reason is not null)
        {
            Answer(context, reason);
        }
    }

    public void Dispose() => _configuration.Applied -= Judge;

    private void Judge(GatewayConfiguration configuration)
    {
        var (before, reasons) = (_judged, new List<string>());
        _judged = configuration;
        _changes++;
        foreach (var (calls, _) in _connections)
        {
            calls.EndIf((call, connection) => ReasonToEnd(call, connection, before, configuration), reasons);
        }
        if (reasons.Count > 0)
        {
            var counts = reasons.CountBy(reason => reason).Select(reason => $"{reason.Key} {reason.Value}");
            LogEnded(_logger, reasons.Count, string.Join(", ", counts));
        }
    }

    /// <summary>403 if no answer has begun; otherwise the connection or the stream is cut off.</summary>
    private void Answer(HttpContext context, string reason)
    {
        var error = new GatewayError(
            Problems.AccessRevoked,
            $"The configuration changed while the call was open. {EndReasons.Describe(reason)} The API may have carried the call out."
        );
        var facts = RequestFacts.Of(context);
        facts.Detail = error.Detail;
        _metrics.CallEnded(reason);
        if (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Fail(error);
            return;
        }
        error.DescribeTo(facts);
        _metrics.ErrorAnswered(facts.Route, error.Problem.Code);
        context.Abort();
    }

    /// <summary>
    /// Whether the configuration changed after the call's route was chosen, and before the call began. All else is judged later.
    /// </summary>
    private bool HasOldRoute(HttpContext context) => context.GetEndpoint() is RouteEndpoint chosen && chosen != RouteOf(context);

    private string? ReasonToEnd(OpenCall call, ConnectionCalls connection, GatewayConfiguration before, GatewayConfiguration now)
    {
        var (directory, context) = (_callers.Current, call.Context);
        if (context.GetEndpoint() is null)
        {
            return null;
        }
        var source = SourceAddress.Of(context);
        var caller = (call.Caller is null ? directory.FindByNetwork(source) : directory.FindByName(call.Caller.Name))?.Settings;
        if (call.Caller is not null && caller is null)
        {
            return EndReasons.Caller;
        }
        if (call.Credential?.Proves(caller!) is false)
        {
            return EndReasons.Credential;
        }
        if (
            !IsInNetwork(call, caller, source, directory)
            || (SourceAddress.IsByProxy(context) && !IsTrusted(connection.Remote, directory.Access))
        )
        {
            return EndReasons.Network;
        }
        if (RouteOf(context) is not { } route)
        {
            return EndReasons.Route;
        }
        if (!CallerAuthorizationMiddleware.Admits(directory.Access, CallerAuthorizationMiddleware.PolicyOf(route), caller, call.IsLocal))
        {
            return EndReasons.Policy;
        }
        var client = context.Features.Get<RequestFacts>()?.TokenClient;
        return client is not null && IsGone(client, before, now) ? EndReasons.TokenClient : null;
    }

    /// <returns>Null if routing finds none, or cannot decide.</returns>
    private Endpoint? RouteOf(HttpContext context)
    {
        try
        {
            return _route(context);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static bool IsInNetwork(OpenCall call, CallerSettings? caller, IPAddress? source, CallerDirectory directory) =>
        call.Caller is not null && call.Credential is null
            ? directory.FindByNetwork(source)?.Name == call.Caller.Name
            : caller?.MayCallFrom(source) is not false;

    private static bool IsTrusted(IPAddress? remote, AccessSettings access) =>
        remote is not null && access.TrustedProxies.Any(proxy => proxy.Contains(remote));

    /// <summary>A token client with another id is another client. With another secret or key it is the same.</summary>
    private static bool IsGone(string client, GatewayConfiguration before, GatewayConfiguration now) =>
        !now.TokenClients.TryGetValue(client, out var settings)
        || (before.TokenClients.TryGetValue(client, out var earlier) && earlier.ClientId != settings.ClientId);

    [LoggerMessage(
        3004,
        LogLevel.Information,
        "The new configuration ended {Count} open call(s) that it no longer admits. Reasons: {Reasons}"
    )]
    private static partial void LogEnded(ILogger logger, int count, string reasons);
}
