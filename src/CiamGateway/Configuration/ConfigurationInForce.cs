namespace CiamGateway.Configuration;

/// <summary>The configuration that everything runs on: the last one that validated, replaced whole.</summary>
internal sealed class ConfigurationInForce(GatewayConfiguration configuration) : IndexedSettings(configuration.Root), IConfigurationSource
{
    private volatile GatewayConfiguration _current = configuration;

    /// <summary>Tells of a new configuration before its routes come into force.</summary>
    public event Action<GatewayConfiguration>? Applying;

    public GatewayConfiguration Current => _current;

    /// <summary>The names that routes may use for token clients.</summary>
    public IReadOnlyCollection<string> TokenClientNames => _current.Options.TokenClients.Keys;

    /// <summary>The token clients that callers use in place of those that routes name.</summary>
    public IEnumerable<string> TokenClientsOfCallers =>
        _current.Options.Callers.Values.SelectMany(caller => caller.TokenClients.Values);

    /// <summary>A setting without a value is as if it were not there.</summary>
    public override bool TryGet(string key, out string? value) => base.TryGet(key, out value) && value is not null;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Apply(GatewayConfiguration configuration)
    {
        _current = configuration;
        Applying?.Invoke(configuration);
        Replace(configuration.Root);
        OnReload();
    }
}
