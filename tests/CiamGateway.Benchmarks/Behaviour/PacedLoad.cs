using System.Collections.Concurrent;
using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>
/// Callers that call when it is time, however long answers take: a call that had to wait for the one before it has taken as long as it
/// waited, too.
/// </summary>
internal sealed class PacedLoad : IAsyncDisposable
{
    private const int Callers = 32;

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly IReadOnlyList<CallKind> _kinds;
    private readonly List<Call>[] _calls;
    private readonly TimeSpan _pace;
    private readonly Task _callers;
    private long _count;
    private volatile bool _isStopping;

    /// <param name="callsPerSecond">Of all callers together.</param>
    /// <param name="keepsCalls">Whether each call is remembered; a load that lasts has too many.</param>
    public PacedLoad(Uri gateway, double callsPerSecond, IReadOnlyList<CallKind> kinds, bool keepsCalls = true)
    {
        _client.BaseAddress = gateway;
        _client.DefaultRequestHeaders.Add("X-Api-Key", Gateway.ApiKey);
        _kinds = kinds;
        _calls = [.. Enumerable.Range(0, Callers).Select(_ => new List<Call>())];
        _pace = TimeSpan.FromSeconds(Callers / callsPerSecond);
        _callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller, keepsCalls))));
    }

    public long Count => Interlocked.Read(ref _count);

    /// <summary>A line for each call that was not answered as it is to be.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Lets the calls that are under way end.</summary>
    public async Task<IReadOnlyList<Call>> StopAsync()
    {
        _isStopping = true;
        await _callers;
        return [.. _calls.SelectMany(calls => calls)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
    }

    private async Task CallAsync(int caller, bool keepsCalls)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var isLate = false;
        for (var turn = 0; !_isStopping; turn++)
        {
            var due = (_pace * turn) + (_pace * caller / Callers);
            if (due - clock.GetElapsedTime(start) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait);
            }
            var begin = isLate ? start + (long)(due.TotalSeconds * clock.TimestampFrequency) : clock.GetTimestamp();
            await CallAsync(_kinds[(turn + caller) % _kinds.Count]);
            if (keepsCalls)
            {
                _calls[caller].Add(new Call(begin, clock.GetTimestamp()));
            }
            Interlocked.Increment(ref _count);
            isLate = clock.GetElapsedTime(start) > due + _pace;
        }
    }

    private async Task CallAsync(CallKind kind)
    {
        try
        {
            using var answer = await _client.GetAsync(kind.Path);
            if ((int)answer.StatusCode != kind.Status)
            {
                _failures.Enqueue($"{kind.Path} was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
        catch (HttpRequestException exception)
        {
            _failures.Enqueue($"{kind.Path} was not answered: {exception.Message}");
        }
    }
}
