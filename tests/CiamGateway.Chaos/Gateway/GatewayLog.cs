using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CiamGateway.Chaos.Gateway;

/// <summary>Reads what a gateway writes to standard error, and keeps the last lines. It can stop reading.</summary>
internal sealed partial class GatewayLog
{
    private const int Kept = 400;

    private readonly Queue<string> _lines = [];
    private readonly SortedDictionary<int, int> _events = [];
    private volatile TaskCompletionSource? _pause;

    /// <summary>Reads no more: the pipe fills.</summary>
    public void Pause() => _pause ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        _pause?.TrySetResult();
        _pause = null;
    }

    public void Follow(Process process)
    {
        _ = ReadAsync(process.StandardError);
        _ = ReadAsync(process.StandardOutput);
    }

    /// <summary>The last lines.</summary>
    public string End(int count)
    {
        lock (_lines)
        {
            return string.Join('\n', _lines.TakeLast(count).Select(line => line.Length > 400 ? line[..400] : line));
        }
    }

    /// <summary>How many warnings and errors each event has, such as <c>4003 2, 4004 1</c>.</summary>
    public string Events()
    {
        lock (_lines)
        {
            return string.Join(", ", _events.Select(one => $"{one.Key} {one.Value}"));
        }
    }

    [GeneratedRegex("\"EventId\":([0-9]+),\"LogLevel\":\"(Warning|Error|Critical)\"")]
    private static partial Regex Event();

    private async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (_lines)
                {
                    _lines.Enqueue(line);
                    if (Event().Match(line) is { Success: true } match)
                    {
                        var number = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                        _events[number] = _events.GetValueOrDefault(number) + 1;
                    }
                    if (_lines.Count > Kept)
                    {
                        _lines.Dequeue();
                    }
                }
                if (_pause is { } pause)
                {
                    await pause.Task;
                }
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or IOException)
        {
            // The process is disposed of.
        }
    }
}
