using System.Collections.Concurrent;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Secrecy;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Upstream;

/// <summary>
/// Says once in the log that a destination is in trouble, and once that it is over, however many requests meet it, and however often it
/// comes and goes.
/// </summary>
internal sealed partial class UpstreamTrouble(TimeProvider clock, ILogger<UpstreamTrouble> logger)
{
    /// <summary>How many failures of a destination are logged at once; after that, one in each <see cref="Interval"/>.</summary>
    private const int Burst = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Trouble> _troubles = new();
    private readonly ConcurrentDictionary<string, LogBudget> _logged = new();
    private volatile int _count;

    /// <param name="message">Continues a sentence that starts with the API.</param>
    /// <param name="fix">What to do about it: the rest of a sentence that begins with "Fix: ".</param>
    public void Failed(IReverseProxyFeature request, string message, string fix)
    {
        var path = PathOf(request);
        var trouble = _troubles.GetOrAdd(path, _ => new Trouble(message, clock.GetTimestamp(), clock.GetUtcNow()));
        if (trouble.Add() == 1)
        {
            Interlocked.Increment(ref _count);
        }
        if (!trouble.IsLogged && _logged.GetOrAdd(path, _ => new LogBudget()).TryLog(clock, trouble))
        {
            LogFailed(logger, AddressOf(request), message, fix, path);
        }
    }

    public void Answered(IReverseProxyFeature request)
    {
        if (_count > 0)
        {
            End(PathOf(request), request);
            // Trouble that health checks found is that of all destinations.
            End(PathOf(request.Cluster.Config.ClusterId), request);
        }
    }

    /// <returns>What is wrong with a destination; null if its last request was answered.</returns>
    public Trouble? Find(string cluster, string destination) =>
        _count > 0 ? _troubles.GetValueOrDefault($"{PathOf(cluster)}:{destination}") : null;

    private void End(string path, IReverseProxyFeature request)
    {
        if (_troubles.TryRemove(path, out var trouble))
        {
            Interlocked.Decrement(ref _count);
            var unlogged = _logged.GetOrAdd(path, _ => new LogBudget()).End(trouble);
            if (trouble.IsLogged)
            {
                LogAnswered(logger, AddressOf(request), clock.GetElapsedTime(trouble.Since).TotalSeconds, trouble.Requests + unlogged);
            }
        }
    }

    private static string PathOf(IReverseProxyFeature request) =>
        PathOf(request.Cluster.Config.ClusterId) + (request.ProxiedDestination is { } destination ? $":{destination.DestinationId}" : "");

    private static string PathOf(string cluster) => $"{RoutePath.OfCluster(cluster)}:Destinations";

    private static string AddressOf(IReverseProxyFeature request) =>
        request.ProxiedDestination is { } destination ? ShownAddress.Of(destination.Model.Config.Address) : "any destination";

    [LoggerMessage(
        4003,
        LogLevel.Warning,
        "The API at {Address} {Message}. Fix: {Fix} Requests fail until it recovers; recovery is logged as event 4004. "
            + "It is configured as {Path}"
    )]
    private static partial void LogFailed(ILogger logger, string address, string message, string fix, string path);

    [LoggerMessage(
        4004,
        LogLevel.Information,
        "The API at {Address} answers again after {Seconds:0} s, in which {Requests} requests failed"
    )]
    private static partial void LogAnswered(ILogger logger, string address, double seconds, int requests);

    /// <param name="message">Continues a sentence that starts with the API.</param>
    public sealed class Trouble(string message, long since, DateTimeOffset time)
    {
        private int _requests;

        public string Message => message;

        public long Since => since;

        public DateTimeOffset Time => time;

        public int Requests => _requests;

        public bool IsLogged { get; set; }

        /// <returns>How many requests have met it.</returns>
        public int Add() => Interlocked.Increment(ref _requests);
    }

    /// <summary>What was logged of a destination lately.</summary>
    private sealed class LogBudget
    {
        private readonly Lock _counting = new();
        private double _level;
        private long _since;
        private int _unlogged;

        /// <returns>Whether the failure is to be logged now.</returns>
        public bool TryLog(TimeProvider clock, Trouble trouble)
        {
            lock (_counting)
            {
                var now = clock.GetTimestamp();
                _level = Math.Max(0, _level - (clock.GetElapsedTime(_since, now) / Interval));
                _since = now;
                if (trouble.IsLogged || _level + 1 > Burst)
                {
                    return false;
                }
                _level++;
                return trouble.IsLogged = true;
            }
        }

        /// <returns>The failed requests without a log line since the last line.</returns>
        public int End(Trouble trouble)
        {
            lock (_counting)
            {
                var unlogged = _unlogged;
                _unlogged = trouble.IsLogged ? 0 : _unlogged + trouble.Requests;
                return unlogged;
            }
        }
    }
}
