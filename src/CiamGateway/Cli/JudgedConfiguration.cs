using CiamGateway.Configuration;

namespace CiamGateway.Cli;

/// <summary>The configuration and its errors, for verbs that look at routes. What is wrong with token clients, such as a secret that is not on this machine, is said and keeps nobody from looking.</summary>
internal sealed record JudgedConfiguration(GatewayConfiguration Configuration, IReadOnlyList<ConfigurationProblem> Errors)
{
    private const string TokenClients = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:";

    public bool IsSound => Errors.Count == 0;

    public bool HasSoundRoutes => Errors.All(error => error.Path.StartsWith(TokenClients, StringComparison.OrdinalIgnoreCase));

    /// <param name="messages">Where the errors are reported.</param>
    public static async Task<JudgedConfiguration> ReadAsync(ConfigurationArguments arguments, TextWriter messages)
    {
        var configuration = GatewayConfiguration.Load(arguments);
        var errors = (await GatewayHost.ValidateAsync(configuration)).Where(problem => problem.IsError).ToList();
        if (errors.Count > 0)
        {
            ProblemList.Write(errors, messages);
            messages.WriteLine($"The configuration has {ProblemList.Count(errors)}: with it the gateway does not start.");
        }
        return new JudgedConfiguration(configuration, errors);
    }
}
