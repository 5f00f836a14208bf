using CiamGateway.Configuration.Loading;

namespace CiamGateway;

/// <summary>The configuration that everything runs on: the last one that validated, replaced whole.</summary>
internal sealed class CurrentConfiguration(GatewayConfiguration configuration) : IndexedSettings(configuration.Root), IConfigurationSource
{
    private volatile GatewayConfiguration _current = configuration;
    private volatile GatewayConfiguration? _outgoing;

    /// <summary>Raised with a new configuration before its routes are swapped.</summary>
    public event Action<GatewayConfiguration>? Applying;

    /// <summary>Raised with a new configuration after its routes were swapped.</summary>
    public event Action<GatewayConfiguration>? Applied;

    public GatewayConfiguration Current => _current;

    /// <summary>The previous configuration while routes are replaced and requests may still be on the old ones; otherwise null.</summary>
    public GatewayConfiguration? Outgoing => _outgoing;

    /// <summary>The names that routes may use for token clients.</summary>
    public IReadOnlySet<string> TokenClientNames => _current.TokenClientNames;

    /// <summary>The token clients that callers use instead of the ones that routes name.</summary>
    public IEnumerable<string> TokenClientsOfCallers => _current.Options.Callers.Values.SelectMany(caller => caller.TokenClients.Values);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <param name="swapRoutes">Swaps in the routes of the new configuration.</param>
    public void Apply(GatewayConfiguration configuration, Action swapRoutes)
    {
        _outgoing = _current;
        _current = configuration;
        Applying?.Invoke(configuration);
        swapRoutes();
        _outgoing = null;
        Applied?.Invoke(configuration);
        Replace(configuration.Root);
    }

    /// <summary>
    /// Notifies the listeners to changes of the host's settings. It is the last step of a change, since a listener may do anything.
    /// </summary>
    /// <exception cref="AggregateException">What they threw, after all of them were called.</exception>
    public void Announce() => OnReload();
}
