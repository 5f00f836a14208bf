using CiamGateway.Configuration;

namespace CiamGateway.Cli;

/// <summary><c>run</c>: serves until it is told to stop; does not start on a configuration with problems.</summary>
internal static class RunVerb
{
    public static async Task<int> ExecuteAsync(ConfigurationArguments arguments, CancellationToken cancellationToken)
    {
        var configuration = GatewayConfiguration.Load(arguments);
        var problems = await GatewayHost.ValidateAsync(configuration);
        if (problems.Count > 0)
        {
            ProblemList.Write(problems);
            return ExitCode.FoundProblems;
        }
        await using var app = GatewayHost.Build(configuration);
        try
        {
            await app.RunAsync(cancellationToken);
            return ExitCode.Fine;
        }
        catch (IOException exception)
        {
            Console.Error.WriteLine($"ciam-gateway: {exception.Message} Try: stop what listens there, or set Urls or Gateway:Management:Url to a free port.");
            return ExitCode.FoundProblems;
        }
    }
}
