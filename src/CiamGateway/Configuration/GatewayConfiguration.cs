namespace CiamGateway.Configuration;

/// <summary>The configuration of one start: everything that was read, the gateway's part of it bound, and every problem found on the way.</summary>
internal sealed record GatewayConfiguration(
    IConfigurationRoot Root,
    GatewayOptions Options,
    IReadOnlyDictionary<string, TokenClientSettings> TokenClients,
    IReadOnlyList<ConfigurationProblem> Problems)
{
    public static GatewayConfiguration Load(ConfigurationArguments arguments)
    {
        var problems = new List<ConfigurationProblem>();
        var root = ConfigurationSources.Read(arguments, problems);
        var options = Bind(root, problems);
        ManagementValidator.Check(options.Management, problems);
        var clients = new TokenClientValidator(arguments.ContentRoot, problems).Check(options.TokenClients);
        return new GatewayConfiguration(root, options, clients, problems);
    }

    private static GatewayOptions Bind(IConfigurationRoot root, List<ConfigurationProblem> problems)
    {
        var found = problems.Count;
        ConfigurationKeys.Check(root.GetSection(GatewayOptions.Section), GatewayOptionsJsonContext.Default.GatewayOptions, problems);
        var settings = SecretTwins.WithoutOverridden(root, GatewayOptions.Section);
        foreach (var faulty in problems.Skip(found))
        {
            settings.Remove(faulty.Path);
        }
        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new GatewayOptions();
    }
}
