using System.Collections.Concurrent;

namespace CiamGateway.Sandbox.Soak;

/// <summary>
/// Callers that call at a steady pace until they are told to stop, and remember every answer that was not the API's expected one.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private const int Callers = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);

    private readonly HttpClient _gateway;
    private readonly IReadOnlyList<SteadyCall> _calls;
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Task _callers;
    private volatile bool _isStopping;
    private int _count;

    public SteadyLoad(HttpClient gateway, params IReadOnlyList<SteadyCall> calls)
    {
        _gateway = gateway;
        _calls = calls;
        _callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(CallAsync));
    }

    /// <summary>The calls that were answered so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>A line for each call that failed.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Lets the calls that are under way end.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _callers;
    }

    private async Task CallAsync(int caller)
    {
        using var timer = new PeriodicTimer(Pace);
        for (var turn = caller; !_isStopping; turn++)
        {
            await timer.WaitForNextTickAsync();
            await CallAsync(_calls[turn % _calls.Count]);
            Interlocked.Increment(ref _count);
        }
    }

    private async Task CallAsync(SteadyCall call)
    {
        try
        {
            using var request = new HttpRequestMessage(new HttpMethod(call.Method), call.Path);
            using var response = await _gateway.SendAsync(request);
            var isTheGateways = response.Headers.TryGetValues("Proxy-Status", out var origin);
            if (isTheGateways || (int)response.StatusCode != call.Status)
            {
                _failures.Enqueue(
                    $"{call.Method} {call.Path} was answered with {(int)response.StatusCode} {string.Join(", ", origin ?? [])}"
                );
            }
        }
        catch (HttpRequestException exception)
        {
            _failures.Enqueue($"{call.Method} {call.Path} was not answered: {exception.Message}");
        }
    }
}
