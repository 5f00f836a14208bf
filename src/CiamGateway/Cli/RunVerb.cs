using CiamGateway.Configuration;

namespace CiamGateway.Cli;

/// <summary><c>run</c>: serves until it is told to stop; does not start on a configuration with errors.</summary>
internal sealed class RunVerb : ConfigurationVerb
{
    public RunVerb(ConfigurationOption configuration)
        : base("run", "Serves.", "ciam-gateway run --config /etc/ciam-gateway/site.json") =>
        SetAction((arguments, cancellationToken) => ServeAsync(configuration.Read(arguments), arguments.InvocationConfiguration.Error, cancellationToken));

    private static async Task<int> ServeAsync(ConfigurationArguments arguments, TextWriter messages, CancellationToken cancellationToken)
    {
        var configuration = await GatewayHost.ValidateAsync(GatewayConfiguration.Load(arguments));
        if (configuration.Errors.Count > 0)
        {
            ProblemList.Write(configuration.Problems, messages);
            messages.WriteLine($"ciam-gateway: the configuration has {ProblemList.Count(configuration.Problems)}; nothing was started.");
            return ExitCode.FoundProblems;
        }
        await using var app = GatewayHost.Build(configuration);
        ConfigurationWarnings.Log(app.Logger, configuration.Problems);
        try
        {
            await app.RunAsync(cancellationToken);
            return ExitCode.Fine;
        }
        catch (IOException exception)
        {
            messages.WriteLine($"ciam-gateway: {exception.Message} Try: stop what listens there, or set Urls or Gateway:Management:Url to a free port.");
            return ExitCode.FoundProblems;
        }
    }
}
