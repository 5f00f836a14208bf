using System.Collections.Concurrent;
using System.Globalization;
using CiamGateway.Chaos.Gateway;
using CiamGateway.Chaos.Run;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Load;

/// <summary>
/// Measures what the machine does to every process: how long a bare call to a server of this process takes, and how long threads of the
/// gateways and of this process waited for a processor.
/// </summary>
internal sealed class Control : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private readonly HttpServer _server = new(_ => Task.FromResult(Reply.Of(200)));
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ConcurrentQueue<(TimeSpan Begin, TimeSpan End)> _bareCalls = [];
    private readonly ConcurrentQueue<ThreadWait> _threadWaits = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Func<IEnumerable<Replica>> _gateways;
    private readonly Dictionary<string, long> _waited = [];
    private readonly Task[] _loops;

    /// <param name="gateways">The gateways that are in service.</param>
    public Control(Func<IEnumerable<Replica>> gateways)
    {
        _gateways = gateways;
        _client.BaseAddress = new Uri($"http://127.0.0.1:{_server.Port}/");
        _loops = [Task.Run(() => RepeatAsync(CallAsync)), Task.Run(() => RepeatAsync(ReadAsync))];
    }

    /// <summary>
    /// The time that the machine took in this interval: the longest bare call, and the sum of what threads of the replica and of this
    /// process waited for a processor. It is a sum because a call needs several threads, one after the other.
    /// </summary>
    public TimeSpan HeldUp(string replica, TimeSpan begin, TimeSpan end)
    {
        var bare = _bareCalls
            .Where(call => call.Begin <= end && call.End >= begin)
            .Select(call => call.End - call.Begin)
            .DefaultIfEmpty()
            .Max();
        return _threadWaits
            .Where(wait => wait.Begin <= end && wait.End >= begin && (wait.Replica is null || wait.Replica == replica))
            .Aggregate(bare, (sum, wait) => sum + wait.Sum);
    }

    /// <summary>Milliseconds of bare calls in the last two minutes: of half of them, and of all but one in a thousand.</summary>
    public (double Usual, double Rare) Percentiles()
    {
        var sorted = _bareCalls.Select(call => (call.End - call.Begin).TotalMilliseconds).Order().ToList();
        return sorted.Count == 0 ? default : (sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.999)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_loops);
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task RepeatAsync(Func<Task> measure)
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                await measure();
                Forget(_bareCalls, call => call.End);
                Forget(_threadWaits, wait => wait.End);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private static void Forget<T>(ConcurrentQueue<T> measured, Func<T, TimeSpan> end)
    {
        while (measured.TryPeek(out var first) && end(first) < RunClock.Now - Kept && measured.TryDequeue(out _))
        {
            // Too old to be asked for.
        }
    }

    /// <summary>The pause counts, too: it ends late if this process is held up.</summary>
    private async Task CallAsync()
    {
        var begin = RunClock.Now;
        await Task.Delay(Pause, _end.Token);
        using var answer = await _client.GetAsync("/", _end.Token);
        _bareCalls.Enqueue((begin + Pause, RunClock.Now));
    }

    private async Task ReadAsync()
    {
        var begin = RunClock.Now;
        await Task.Delay(Pause, _end.Token);
        var processes = _gateways().Select(gateway => ((string?)gateway.Name, gateway.Id)).Append((null, Environment.ProcessId));
        foreach (var (replica, id) in processes)
        {
            var sum = WaitOf(id);
            _threadWaits.Enqueue(new ThreadWait(replica, begin, RunClock.Now, sum));
        }
    }

    /// <summary>The second number of schedstat: the nanoseconds that a thread was ready and had no processor.</summary>
    private TimeSpan WaitOf(int process)
    {
        var sum = 0L;
        foreach (var file in Threads(process))
        {
            try
            {
                var waited = long.Parse(File.ReadAllText(file).Split(' ')[1], CultureInfo.InvariantCulture);
                sum += waited - _waited.GetValueOrDefault(file, waited);
                _waited[file] = waited;
            }
            catch (IOException)
            {
                _waited.Remove(file);
            }
        }
        return TimeSpan.FromMicroseconds(sum / 1000d);
    }

    private static IEnumerable<string> Threads(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task").Select(thread => $"{thread}/schedstat");
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <param name="Replica">Null for this process.</param>
    private readonly record struct ThreadWait(string? Replica, TimeSpan Begin, TimeSpan End, TimeSpan Sum);
}
