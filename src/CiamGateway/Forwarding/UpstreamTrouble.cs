using System.Collections.Concurrent;
using CiamGateway.Configuration;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding;

/// <summary>Says once in the log that a destination is in trouble, and once that it is over, however many requests meet it.</summary>
internal sealed partial class UpstreamTrouble(TimeProvider clock, ILogger<UpstreamTrouble> logger)
{
    private readonly ConcurrentDictionary<string, Trouble> _troubles = new();
    private volatile int _count;

    /// <param name="words">Continues a sentence that starts with the API.</param>
    /// <param name="cure">A sentence that says what to do about it.</param>
    public void Failed(IReverseProxyFeature request, string words, string cure)
    {
        var path = PathOf(request);
        if (_troubles.TryAdd(path, new Trouble(words, clock.GetTimestamp(), clock.GetUtcNow())))
        {
            Interlocked.Increment(ref _count);
            LogFailed(logger, AddressOf(request), words, cure, path);
        }
        _troubles.GetValueOrDefault(path)?.Add();
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

    /// <returns>What is wrong with a destination; nothing where its last request was answered.</returns>
    public Trouble? Find(string cluster, string destination) => _count > 0 ? _troubles.GetValueOrDefault($"{PathOf(cluster)}:{destination}") : null;

    private void End(string path, IReverseProxyFeature request)
    {
        if (_troubles.TryRemove(path, out var trouble))
        {
            Interlocked.Decrement(ref _count);
            LogAnswered(logger, AddressOf(request), clock.GetElapsedTime(trouble.Since).TotalSeconds, trouble.Requests);
        }
    }

    private static string PathOf(IReverseProxyFeature request) =>
        PathOf(request.Cluster.Config.ClusterId) + (request.ProxiedDestination is { } destination ? $":{destination.DestinationId}" : "");

    private static string PathOf(string cluster) => $"{RoutePath.OfCluster(cluster)}:Destinations";

    private static string AddressOf(IReverseProxyFeature request) => request.ProxiedDestination is { } destination ? ShownAddress.Of(destination.Model.Config.Address) : "any destination";

    [LoggerMessage(4003, LogLevel.Warning, "The API at {Address} {Words}. {Cure} Requests to it fail until it answers again, which will be said here. It is configured as {Path}")]
    private static partial void LogFailed(ILogger logger, string address, string words, string cure, string path);

    [LoggerMessage(4004, LogLevel.Information, "The API at {Address} answers again after {Seconds:0} s, in which {Requests} requests failed")]
    private static partial void LogAnswered(ILogger logger, string address, double seconds, int requests);

    /// <param name="words">Continues a sentence that starts with the API.</param>
    public sealed class Trouble(string words, long since, DateTimeOffset time)
    {
        private int _requests;

        public string Words => words;

        public long Since => since;

        public DateTimeOffset Time => time;

        public int Requests => _requests;

        public void Add() => Interlocked.Increment(ref _requests);
    }
}
