using Xunit;

namespace CiamGateway.Tests.Telemetry;

/// <summary>.NET throws at what it cannot read in its Logging section, and passes over what it does not know.</summary>
public sealed class LoggingProblemTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    [Theory]
    [InlineData(
        "Logging:LogLevel:Default=info",
        "Logging:LogLevel:Default: 'info' is not one of Trace, Debug, Information, Warning, Error, Critical, None. "
            + "Fix: write 'Information'."
    )]
    [InlineData("Logging:LogLevel:Default=9", "Logging:LogLevel:Default: '9' is not one of Trace")]
    [InlineData(
        "Logging:LogLevel:Company:Part=Loud",
        "Logging:LogLevel:Company:Part: 'Loud' is not one of Trace, Debug, Information, Warning, Error, Critical, None. "
            + "Fix: write one of Trace"
    )]
    [InlineData(
        "Logging:Console:LogLevel:Microsoft.AspNetCore=Wraning",
        "Logging:Console:LogLevel:Microsoft.AspNetCore: 'Wraning' is not one of Trace, Debug, Information, Warning, Error, "
            + "Critical, None. Fix: write 'Warning'."
    )]
    [InlineData(
        "Logging:LogLevel=Debug",
        "Logging:LogLevel: is a single value. Fix: write an object in braces, such as { \"Default\": \"Debug\" }."
    )]
    [InlineData("Logging:Console:LogLevel=Debug", "Logging:Console:LogLevel: is a single value. Fix: write an object in braces.")]
    [InlineData("Logging:LogLevl:Default=Warning", "Logging:LogLevl: is not a known key. Fix: write 'LogLevel'.")]
    [InlineData("Logging:File:Path=x", "Logging:File: is not a known key. Fix: write LogLevel or Console, or remove it.")]
    [InlineData("Logging:Console:FormaterName=json", "Logging:Console:FormaterName: is not a known key. Fix: write 'FormatterName'.")]
    [InlineData(
        "Logging:Console:FormatterName=jsn",
        "Logging:Console:FormatterName: 'jsn' is not one of json, simple, systemd. Fix: write 'json'."
    )]
    [InlineData(
        "Logging:Console:FormatterOptions:UseUtcTimestamp=maybe",
        "Logging:Console:FormatterOptions:UseUtcTimestamp: 'maybe' is not true or false."
    )]
    [InlineData(
        "Logging:Console:FormatterOptions:TimestampFormat=%",
        "Logging:Console:FormatterOptions:TimestampFormat: '%' is not a format of .NET's for times."
    )]
    [InlineData(
        "Logging:Console:FormatterOptions:ColorBehavior=Never",
        "Logging:Console:FormatterOptions:ColorBehavior: 'Never' is not one of Default, Enabled, Disabled."
    )]
    [InlineData("Logging:Console:MaxQueueLength=many", "Logging:Console:MaxQueueLength: 'many' is not a whole number.")]
    [InlineData("Logging:Console:MaxQueueLength=0", "Logging:Console:MaxQueueLength: 0 is out of range. Fix: write at least 1")]
    [InlineData("Logging:Console:QueueFullMode=Drop", "Logging:Console:QueueFullMode: 'Drop' is not one of Wait, DropWrite.")]
    [InlineData(
        "Logging:Console:LogToStandardErrorThreshold=Loud",
        "Logging:Console:LogToStandardErrorThreshold: 'Loud' is not one of Trace, "
    )]
    public async Task A_fault_is_one_line_with_path_and_fix(string setting, string expected)
    {
        var problem = Assert.Single(await _folder.Problems("--" + setting));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains("Fix: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_level_of_the_log_is_a_name_in_any_case_or_a_number_or_nothing() =>
        Assert.Empty(
            await _folder.Problems(
                "--Logging:LogLevel:Default=warning",
                "--Logging:LogLevel:Yarp=4",
                "--Logging:Console:LogLevel:Default=None",
                "--Logging:LogLevel:Polly="
            )
        );

    [Fact]
    public async Task What_dotnet_knows_is_no_problem() =>
        Assert.Empty(
            await _folder.Problems(
                "--Logging:EventSource:LogLevel:Default=None",
                "--Logging:Console:FormatterName=systemd",
                "--Logging:Console:MaxQueueLength=10",
                "--Logging:Console:QueueFullMode=DropWrite",
                "--Logging:Console:FormatterOptions:SingleLine=false",
                "--Logging:Console:FormatterOptions:TimestampFormat=HH:mm ",
                "--Logging:Console:LogToStandardErrorThreshold=Error"
            )
        );

    public void Dispose() => _folder.Dispose();
}
