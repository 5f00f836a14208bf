using System.Collections.Concurrent;
using System.Globalization;
using CiamGateway.Chaos.Run;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Load;

/// <summary>
/// Measures what the machine does to every process: how long a bare call to a server of this process takes, and how long threads of the
/// gateway waited for a processor.
/// </summary>
internal sealed class Control : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private readonly HttpServer _server = new(_ => Task.FromResult(Reply.Of(200)));
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ConcurrentQueue<(TimeSpan Begin, TimeSpan End, TimeSpan HeldUp)> _measured = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Func<IEnumerable<int>> _processes;
    private readonly Dictionary<string, long> _waited = [];
    private readonly Task[] _loops;

    /// <param name="processes">The ids of the gateways.</param>
    public Control(Func<IEnumerable<int>> processes)
    {
        _processes = processes;
        _client.BaseAddress = new Uri($"http://127.0.0.1:{_server.Port}/");
        _loops = [Task.Run(() => RepeatAsync(CallAsync)), Task.Run(() => RepeatAsync(ReadAsync))];
    }

    /// <summary>The time that the machine took in this interval: of a bare call, and of the gateway's threads.</summary>
    public TimeSpan HeldUp(TimeSpan begin, TimeSpan end)
    {
        var (bare, threads) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var measured in _measured)
        {
            if (measured.Begin <= end && measured.End >= begin)
            {
                (bare, threads) =
                    measured.HeldUp < TimeSpan.Zero
                        ? (Longer(bare, measured.End - measured.Begin), threads)
                        : (bare, threads + measured.HeldUp);
            }
        }
        return bare + threads;
    }

    /// <summary>Milliseconds of bare calls in the last two minutes: of half of them, and of all but one in a thousand.</summary>
    public (double Usual, double Rare) Percentiles()
    {
        var sorted = _measured
            .Where(one => one.HeldUp < TimeSpan.Zero)
            .Select(one => (one.End - one.Begin).TotalMilliseconds)
            .Order()
            .ToList();
        return sorted.Count == 0 ? default : (sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.999)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_loops);
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private async Task RepeatAsync(Func<Task> measure)
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                await measure();
                while (_measured.TryPeek(out var first) && first.End < RunClock.Now - Kept && _measured.TryDequeue(out _))
                {
                    // Too old to be asked for.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    /// <summary>The pause counts, too: it ends late if this process is held up.</summary>
    private async Task CallAsync()
    {
        var begin = RunClock.Now;
        await Task.Delay(Pause, _end.Token);
        using var answer = await _client.GetAsync("/", _end.Token);
        _measured.Enqueue((begin + Pause, RunClock.Now, TimeSpan.FromTicks(-1)));
    }

    private async Task ReadAsync()
    {
        var begin = RunClock.Now;
        await Task.Delay(Pause, _end.Token);
        _measured.Enqueue((begin, RunClock.Now, LongestWait()));
    }

    /// <summary>The second number of schedstat: the nanoseconds that a thread was ready and had no processor.</summary>
    private TimeSpan LongestWait()
    {
        var longest = 0L;
        foreach (var file in _processes().SelectMany(Threads))
        {
            try
            {
                var waited = long.Parse(File.ReadAllText(file).Split(' ')[1], CultureInfo.InvariantCulture);
                longest = Math.Max(longest, waited - _waited.GetValueOrDefault(file, waited));
                _waited[file] = waited;
            }
            catch (IOException)
            {
                _waited.Remove(file);
            }
        }
        return TimeSpan.FromMicroseconds(longest / 1000d);
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
}
