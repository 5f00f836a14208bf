using Xunit;

namespace CiamGateway.Tests.Cli;

public sealed class HealthVerbTests
{
    [Fact]
    public async Task A_gateway_that_is_ready_is_exit_code_0()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await scenario.Gateway.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            new CommandLine(0, "ready\n", ""),
            await CommandLine.RunAsync("health", "--url", scenario.Gateway.Management.ToString())
        );
    }

    [Fact]
    public async Task The_address_is_that_of_the_configuration()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await scenario.Gateway.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, (await CommandLine.RunAsync("health", $"--Gateway:Management:Url={scenario.Gateway.Management}")).ExitCode);
    }

    [Fact]
    public async Task A_gateway_without_its_tokens_is_exit_code_1_and_one_line_that_says_what_is_missing()
    {
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            new Uri("http://127.0.0.1:1/token"),
            new Uri("http://127.0.0.1:1/")
        );
        var run = await CommandLine.RunAsync("health", "--url", gateway.Management.ToString());
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches("^not ready: .* answers 503.*application.client.*\n$", run.Errors);
    }

    [Fact]
    public async Task No_running_gateway_is_exit_code_1()
    {
        var run = await CommandLine.RunAsync("health", "--url", "http://127.0.0.1:1");
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("^not reachable: http://127.0.0.1:1/health/ready: .*\n$", run.Errors);
    }

    [Fact]
    public async Task An_address_that_is_none_is_wrong_usage() =>
        Assert.Equal(2, (await CommandLine.RunAsync("health", "--url", "8081")).ExitCode);
}
