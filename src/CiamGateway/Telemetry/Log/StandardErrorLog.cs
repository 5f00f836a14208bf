using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CiamGateway.Telemetry.Log;

/// <summary>
/// Takes the place of .NET's console logger, with its options and formatters: that one lets whatever logs wait once its queue is full.
/// </summary>
[ProviderAlias("Console")]
internal sealed class StandardErrorLog : ILoggerProvider, ISupportExternalScope
{
    private readonly Dictionary<string, ConsoleFormatter> _formatters;
    private readonly LogQueue _queue;
    private readonly IDisposable? _following;
    private volatile ConsoleFormatter _formatter = null!;
    private IExternalScopeProvider? _scopes;

    public StandardErrorLog(IEnumerable<ConsoleFormatter> formatters, IOptionsMonitor<ConsoleLoggerOptions> options, LogQueue queue)
    {
        _formatters = formatters.ToDictionary(formatter => formatter.Name, StringComparer.OrdinalIgnoreCase);
        _queue = queue;
        Apply(options.CurrentValue);
        _following = options.OnChange(Apply);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <summary>Lines that wait are written first.</summary>
    public void Dispose()
    {
        _following?.Dispose();
        _queue.Dispose();
    }

    private void Apply(ConsoleLoggerOptions options)
    {
        _formatter = _formatters.GetValueOrDefault(options.FormatterName ?? "") ?? _formatters[ConsoleFormatterNames.Simple];
        _queue.Capacity = options.MaxQueueLength;
    }

    private sealed class Logger(StandardErrorLog log, string category) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes?.Push(state);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            using var line = new StringWriter();
            log._formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), log._scopes, line);
            if (line.GetStringBuilder().Length > 0)
            {
                log._queue.Add(line.ToString());
            }
        }
    }
}
