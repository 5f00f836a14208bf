using System.Collections.Concurrent;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>Spreads calls over the replicas that there are, in turn, and remembers how long each took.</summary>
internal sealed class LoadBalancer() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private readonly ConcurrentQueue<TimeSpan> _durations = new();
    private volatile Uri[] _replicas = [];
    private int _turn;

    /// <summary>Where the next calls go.</summary>
    public void Use(params IEnumerable<Uri> replicas) => _replicas = [.. replicas];

    /// <summary>The time that all but one in a hundred calls took at most, of those since somebody asked last.</summary>
    public TimeSpan TakeP99()
    {
        var durations = new List<TimeSpan>();
        while (_durations.TryDequeue(out var duration))
        {
            durations.Add(duration);
        }
        durations.Sort();
        return durations[(int)(durations.Count * 0.99)];
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var replicas = _replicas;
        request.RequestUri = new Uri(replicas[(uint)Interlocked.Increment(ref _turn) % replicas.Length], request.RequestUri!.PathAndQuery);
        var started = TimeProvider.System.GetTimestamp();
        var response = await base.SendAsync(request, cancellationToken);
        _durations.Enqueue(TimeProvider.System.GetElapsedTime(started));
        return response;
    }
}
