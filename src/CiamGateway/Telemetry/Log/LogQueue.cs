using System.Text;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Telemetry.Log;

/// <summary>
/// Lines of the log on their way to standard error. Nothing that logs ever waits: if the program that reads standard error stops reading,
/// further lines are dropped and counted.
/// </summary>
internal sealed class LogQueue(GatewayMetrics metrics, Action<ReadOnlySpan<byte>> write) : IDisposable
{
    /// <summary>How long the end of the process waits until the lines are written.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(1.5);

    private readonly object _access = new();
    private readonly Queue<string> _lines = [];
    private Thread? _writer;
    private int _lost;
    private bool _isClosed;

    /// <summary>
    /// Tells, after lines were lost, how many, as soon as there is room again. A line that is added meanwhile is never lost.
    /// </summary>
    public event Action<int>? Recovered;

    /// <summary>How many lines may wait.</summary>
    public int Capacity { get; set; } = 2500;

    public void Add(string line)
    {
        lock (_access)
        {
            if (!_isClosed && (_lines.Count < Capacity || Thread.CurrentThread == _writer))
            {
                _lines.Enqueue(line);
                Monitor.Pulse(_access);
                Start();
                return;
            }
            _lost++;
        }
        metrics.LogLinesLost(1);
    }

    public void Dispose()
    {
        lock (_access)
        {
            _isClosed = true;
            Monitor.Pulse(_access);
        }
        _writer?.Join(TimeToEnd);
    }

    /// <summary>A process that logs nothing needs no thread.</summary>
    private void Start()
    {
        if (_writer is null)
        {
            _writer = new Thread(Run) { IsBackground = true, Name = "log" };
            _writer.Start();
        }
    }

    private void Run()
    {
        while (Take() is { } line)
        {
            try
            {
                write(Encoding.UTF8.GetBytes(line));
            }
            catch (IOException)
            {
                lock (_access)
                {
                    _lost++;
                }
                metrics.LogLinesLost(1);
                continue;
            }
            if (TakeLost() is > 0 and var lost)
            {
                Recovered?.Invoke(lost);
            }
        }
    }

    /// <returns>Null at the end.</returns>
    private string? Take()
    {
        lock (_access)
        {
            while (_lines.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_access);
            }
            return _lines.TryDequeue(out var line) ? line : null;
        }
    }

    /// <returns>0 until half of the queue is free again: otherwise a slow reader would read of nothing but lost lines.</returns>
    private int TakeLost()
    {
        lock (_access)
        {
            if (_lines.Count > Capacity / 2)
            {
                return 0;
            }
            var lost = _lost;
            _lost = 0;
            return lost;
        }
    }
}
