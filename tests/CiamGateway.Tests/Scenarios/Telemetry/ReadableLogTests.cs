using Xunit;

namespace CiamGateway.Tests.Scenarios.Telemetry;

/// <summary>The log is text for people on a terminal, and has trace ids as JSON only.</summary>
public sealed class ReadableLogTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    [Theory]
    [InlineData("simple", null, false)]
    [InlineData("json", null, true)]
    [InlineData("simple", "true", true)]
    public async Task Trace_ids_stand_in_JSON_or_where_they_are_asked_for(string formatter, string? scopes, bool hasTraceIds)
    {
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        Dictionary<string, string?> settings = new() { ["Logging:Console:FormatterName"] = formatter };
        if (scopes is not null)
        {
            settings["Logging:Console:FormatterOptions:IncludeScopes"] = scopes;
        }
        await using var gateway = await RunningGateway.StartAsync(authorizationServer.TokenEndpoint, api.Address, settings);
        using var caller = Http.To(gateway.Address, "no-such-key");
        using var answer = await caller.GetAsync("/Domains", TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)answer.StatusCode);
        await gateway.SaysAsync("Refused caller 'anonymous'");
        var line = gateway.Errors.First(line => line.Contains("Refused caller 'anonymous'", StringComparison.Ordinal));
        Assert.Equal(hasTraceIds, line.Contains("TraceId", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_names_every_file_that_was_read_by_its_full_path()
    {
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await RunningGateway.StartAsync(authorizationServer.TokenEndpoint, api.Address, []);
        await gateway.SaysAsync("The configuration was read from these files: ");
        var line = gateway.Errors.First(line => line.Contains("was read from these files", StringComparison.Ordinal));
        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), line, StringComparison.Ordinal);
    }
}
