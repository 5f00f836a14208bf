using System.Text;

namespace CiamGateway.Tests.Support;

/// <summary>Everything that a stream of a process has delivered so far.</summary>
internal sealed class CapturedOutput
{
    private readonly StringBuilder _text = new();

    public CapturedOutput(StreamReader reader) => Read = ReadAsync(reader);

    /// <summary>Completes at the end of the stream.</summary>
    public Task Read { get; }

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>The lines that have their end.</summary>
    public IReadOnlyList<string> Lines => Text.Split('\n')[..^1];

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_text)
            {
                _text.Append(buffer, 0, count);
            }
        }
    }
}
