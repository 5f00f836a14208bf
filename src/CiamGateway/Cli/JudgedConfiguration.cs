using CiamGateway.Configuration.Loading;
using CiamGateway.Listening;

namespace CiamGateway.Cli;

/// <summary>
/// The configuration and its errors, for verbs that look at routes. What is wrong with token clients and listeners, such as a secret or a
/// certificate that is not on this machine, is reported, and the verb goes on.
/// </summary>
internal sealed record JudgedConfiguration(ValidatedConfiguration Configuration)
{
    private static readonly string[] Elsewhere =
    [
        $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:",
        $"{KestrelOptions.Section}:",
    ];

    public bool IsSound => Configuration.Errors.Count == 0;

    public bool HasSoundRoutes =>
        Configuration.Errors.All(error => Elsewhere.Any(section => error.Path.StartsWith(section, StringComparison.OrdinalIgnoreCase)));

    /// <param name="messages">Where the errors are reported.</param>
    public static async Task<JudgedConfiguration> ReadAsync(ConfigurationArguments arguments, TextWriter messages)
    {
        ProgramFolder.Tell(arguments, messages);
        var judged = new JudgedConfiguration(await GatewayHost.ValidateAsync(GatewayConfiguration.Load(arguments)));
        if (!judged.IsSound)
        {
            judged.Report(messages);
        }
        return judged;
    }

    public void Report(TextWriter messages)
    {
        ProblemList.Write(Configuration.Errors, messages);
        messages.WriteLine($"The configuration has {ProblemList.Count(Configuration.Errors)}: with it the gateway does not start.");
    }
}
