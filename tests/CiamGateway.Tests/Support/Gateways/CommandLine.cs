using System.CommandLine;
using CiamGateway.Cli;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>A command line of the gateway, run in this process.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Errors)
{
    public static async Task<CommandLine> RunAsync(params IReadOnlyList<string> arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await GatewayCommandLine.InvokeAsync(arguments, new InvocationConfiguration { Output = output, Error = errors });
        return new CommandLine(exitCode, output.ToString(), errors.ToString());
    }
}
