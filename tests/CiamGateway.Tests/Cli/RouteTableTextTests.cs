using CiamGateway.Callers.Policies;
using CiamGateway.Cli;
using CiamGateway.Configuration.Loading;
using CiamGateway.Forwarding.Routes;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary>The routes of the product fit into 80 columns, and no word of them is broken there.</summary>
public sealed class RouteTableTextTests
{
    [Fact]
    public async Task Eighty_columns_are_enough()
    {
        var lines = (await WriteAsync(80)).Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal("CLUSTER of every route: provisioning", lines[0]);
        Assert.Equal("TOKEN CLIENT of every route: provisioning", lines[1]);
        Assert.Matches("^METHOD +PATH +SCOPE +WHO MAY CALL$", lines[2]);
        var words = string.Join('\n', lines);
        Assert.All(["ServiceAccounts", "{applicationId}", "AccessTokenMapping", "administrators:", "application.client"], word =>
            Assert.Contains(word, words, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_text_that_goes_elsewhere_has_all_columns()
    {
        var lines = (await WriteAsync(int.MaxValue)).Split('\n');
        Assert.Matches("^METHOD +PATH +CLUSTER +TOKEN CLIENT +SCOPE +WHO MAY CALL$", lines[0]);
    }

    private static async Task<string> WriteAsync(int width)
    {
        var read = GatewayConfiguration.Load(new ConfigurationArguments { ContentRoot = Repository.Root, ReadEnvironment = false });
        var configuration = await GatewayHost.ValidateAsync(read);
        await using var table = new RouteTable(configuration.ReadableProxy, read.TokenClientNames, read.Options.HeadAsGet);
        using var writer = new StringWriter();
        RouteTableText.Write(table.Routes.Select(route => (route, AdmittedCallers.Of(route.Policy, read.Access))), writer, width);
        return writer.ToString();
    }
}
