using System.Collections;
using System.Text.RegularExpressions;
using CiamGateway.Secrecy;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CiamGateway.Telemetry.Log;

/// <summary>
/// Writes a line as another formatter does, but with every character visible, wherever it comes from; and leaves out lines of the server
/// that repeat themselves.
/// </summary>
internal sealed partial class VisibleLogFormatter(ConsoleFormatter formatter, ServerLogThrottle throttle) : ConsoleFormatter(formatter.Name)
{
    private const string Own = "CiamGateway";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (!throttle.Permits(logEntry.LogLevel, logEntry.Category, logEntry.EventId))
        {
            return;
        }
        var format = logEntry.Formatter;
        using var line = new StringWriter();
        if (logEntry.Category.StartsWith(Own, StringComparison.Ordinal))
        {
            formatter.Write(Visible(logEntry, logEntry.State, format), scopeProvider, line);
        }
        else
        {
            var masked = new MaskedEntry(format(logEntry.State, logEntry.Exception), logEntry.State);
            formatter.Write(Visible(logEntry, masked, static (entry, _) => entry.ToString()), scopeProvider, line);
        }
        WriteVisible(line.ToString(), textWriter);
    }

    /// <summary>An exception may quote what another server sent, so only its masked text is written.</summary>
    private static LogEntry<TShown> Visible<TState, TShown>(
        in LogEntry<TState> entry,
        TShown state,
        Func<TShown, Exception?, string> format
    ) =>
        new(
            entry.LogLevel,
            entry.Category,
            entry.EventId,
            state,
            entry.Exception is { } exception ? new LoggedException(MaskedException.Of(exception)) : null,
            (shown, exception) => VisibleText.OfLine(format(shown, exception))
        );

    /// <summary>What the other formatter took from elsewhere is encoded here; its own colours of levels stay.</summary>
    private void WriteVisible(string line, TextWriter writer)
    {
        if (Name != ConsoleFormatterNames.Simple)
        {
            writer.Write(VisibleText.OfLines(line));
            return;
        }
        var end = 0;
        foreach (var colour in Colours().EnumerateMatches(line))
        {
            writer.Write(VisibleText.OfLines(line[end..colour.Index]));
            writer.Write(line.AsSpan(colour.Index, colour.Length));
            end = colour.Index + colour.Length;
        }
        writer.Write(VisibleText.OfLines(line[end..]));
    }

    /// <summary>The messages and exceptions in between hold no ESC any more.</summary>
    [GeneratedRegex(@"\e\[(?:1|22|[34][0-79])m")]
    private static partial Regex Colours();

    /// <summary>Formatters ask an exception for its text alone.</summary>
    private sealed class LoggedException(Exception exception) : Exception(VisibleText.OfLine(exception.Message))
    {
        public override string ToString() => VisibleText.OfLines(exception.ToString());
    }
}

/// <summary>What a library logs, with its texts masked.</summary>
internal sealed class MaskedEntry : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const string Format = "{OriginalFormat}";
    private const int Longest = 16 * 1024;

    private readonly string _message;
    private readonly List<KeyValuePair<string, object?>> _values;

    public MaskedEntry(string message, object? state)
    {
        var secrets = KnownSecrets.All;
        _message = Masked(message, secrets);
        _values = state is IEnumerable<KeyValuePair<string, object?>> values ? [.. values.Select(value => Masked(value, secrets))] : [];
    }

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    public override string ToString() => _message;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static KeyValuePair<string, object?> Masked(KeyValuePair<string, object?> value, IReadOnlyList<string> secrets) =>
        value switch
        {
            { Key: Format } or { Value: null or bool or int or long or double } => value,
            _ => new(value.Key, Masked(value.Value.ToString() ?? "", secrets)),
        };

    private static string Masked(string text, IReadOnlyList<string> secrets) =>
        SecretMask.Apply(text.Length > Longest ? text[..Longest] : text, secrets);
}
