using System.Text.Json.Nodes;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Telemetry.Log;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

/// <summary>No line of the log holds a character that a terminal obeys or that is invisible, and the server does not fill it.</summary>
public sealed class VisibleLogTests
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Http2";

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("plain text, J\u00fcrgen, \u65e5\u672c, \U0001F600\t", "plain text, J\u00fcrgen, \u65e5\u672c, \U0001F600\t")]
    [InlineData("\u001b[31mred\u0007", "\\u001B[31mred\\u0007")]
    [InlineData("a\r\nb\0", "a\\u000D\\u000Ab\\u0000")]
    [InlineData("\u0080\u0085\u009b\u007f", "\\u0080\\u0085\\u009B\\u007F")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\u202a\u202e\u2066\u2069\u200e\u200f\u061c", "\\u202A\\u202E\\u2066\\u2069\\u200E\\u200F\\u061C")]
    [InlineData("\u200b\u2060\ufeff\u00ad", "\\u200B\\u2060\\uFEFF\\u00AD")]
    [InlineData("a\U000E0041b", "a\\U000E0041b")]
    public void Each_hidden_character_is_encoded(string text, string visible) => Assert.Equal(visible, VisibleText.OfLine(text));

    [Fact]
    public void Lines_of_an_exception_stay_lines() => Assert.Equal("a\n  b\\u001B", VisibleText.OfLines("a\n  b\u001b"));

    [Theory]
    [InlineData("json", false)]
    [InlineData("simple", false)]
    [InlineData("simple", true)]
    [InlineData("systemd", false)]
    public void Message_state_exception_and_scope_are_visible_in_every_format(string format, bool hasColours)
    {
        const string hidden = "\u001b[2J\u0007\u009b\u0085\u2028\u2029\u202e\u2066\u200b\r\u0001";
        var line = Written(
            format,
            hasColours,
            "CiamGateway.Test",
            4003,
            new InvalidOperationException($"broken {hidden}"),
            $"The API says {hidden}",
            $"scope {hidden}"
        );
        Assert.Contains("The API says ", line, StringComparison.Ordinal);
        Assert.Contains("broken ", line, StringComparison.Ordinal);
        foreach (
            var character in hidden.Replace("[2J", "", StringComparison.Ordinal).Where(character => !hasColours || character != '\u001b')
        )
        {
            Assert.DoesNotContain(character, line);
        }
        Assert.DoesNotContain("\u001b[2J", line, StringComparison.Ordinal);
        if (format == "json")
        {
            Assert.StartsWith("The API says \\u001B[2J\\u0007", JsonNode.Parse(line)!["Message"]!.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("json", "Yarp.ReverseProxy", "It says ***")]
    [InlineData("simple", "Yarp.ReverseProxy", "It says ***")]
    [InlineData("systemd", "Yarp.ReverseProxy", "It says ***")]
    [InlineData("json", "CiamGateway.Test", "broken ***")]
    public void A_secret_that_a_library_or_an_exception_quotes_is_masked_in_every_format(string format, string category, string expected)
    {
        var secret = new Secret("trapezoid-secret");
        var isOwn = category.StartsWith("CiamGateway", StringComparison.Ordinal);
        var line = Written(
            format,
            hasColours: false,
            category,
            7,
            new InvalidOperationException("broken trapezoid-secret"),
            isOwn ? "It says so" : "It says trapezoid-secret",
            "scope"
        );
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain("trapez", line, StringComparison.Ordinal);
        GC.KeepAlive(secret);
    }

    [Fact]
    public void Colours_of_levels_stay_and_colours_of_a_message_do_not()
    {
        var line = Written("simple", hasColours: true, "CiamGateway.Test", 1, null, "\u001b[31mred\u001b[0m", "");
        Assert.Contains("\u001b[33m", line, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[31m", line, StringComparison.Ordinal);
        Assert.Contains("\\u001B[31mred\\u001B[0m", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_the_server_is_written_once_a_minute_and_others_are_counted()
    {
        var throttle = new ServerLogThrottle(_clock);
        var told = 0;
        throttle.Omitting += () => told++;
        bool Permits(int kind = 1, LogLevel level = LogLevel.Critical, string category = Kestrel) =>
            throttle.Permits(level, category, kind);
        Assert.True(Permits());
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.False(Permits()));
        Assert.True(Permits(kind: 2));
        Assert.True(Permits(category: "Microsoft.AspNetCore.Server.Kestrel"));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(Permits(level: LogLevel.Information)));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(Permits(category: "CiamGateway.Callers.CallerRefusals")));
        Assert.Equal([(Kestrel, 1, 1000)], throttle.TakeOmitted());
        Assert.Empty(throttle.TakeOmitted());
        Assert.Equal(1, told);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Permits());
        Assert.False(Permits());
        Assert.Equal(2, told);
    }

    [Fact]
    public void An_omitted_line_is_empty()
    {
        Written("json", false, Kestrel, 7, null, "once", "");
        var formatter = Formatter("json", false);
        Assert.NotEqual("", Written(formatter, Kestrel, 7, null, "first", ""));
        Assert.Equal("", Written(formatter, Kestrel, 7, null, "second", ""));
    }

    private string Written(string format, bool hasColours, string category, int kind, Exception? exception, string message, string scope) =>
        Written(Formatter(format, hasColours), category, kind, exception, message, scope);

    private static string Written(ConsoleFormatter formatter, string category, int kind, Exception? exception, string message, string scope)
    {
        var scopes = new LoggerExternalScopeProvider();
        using var _ = scopes.Push(new Dictionary<string, object> { ["Scope"] = scope });
        using var line = new StringWriter();
        formatter.Write(
            new LogEntry<Dictionary<string, object>>(
                LogLevel.Warning,
                category,
                kind,
                new() { ["Message"] = message },
                exception,
                (state, _) => state["Message"].ToString()!
            ),
            scopes,
            line
        );
        return line.ToString().TrimEnd('\n');
    }

    private ConsoleFormatter Formatter(string format, bool hasColours)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddLogging(logging => ConsoleLog.Add(logging, new ConfigurationBuilder().Build()));
        services.Configure<SimpleConsoleFormatterOptions>(simple =>
            simple.ColorBehavior = hasColours ? LoggerColorBehavior.Enabled : LoggerColorBehavior.Disabled
        );
        return services.BuildServiceProvider().GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == format);
    }
}
