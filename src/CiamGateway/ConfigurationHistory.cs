using CiamGateway.Configuration.Checking;

namespace CiamGateway;

/// <summary>Which configuration is current, and what became of the last change.</summary>
internal sealed class ConfigurationHistory(GatewayConfiguration started, TimeProvider clock)
{
    private volatile ConfigurationStanding _current = new(1, HashOf(started), clock.GetUtcNow(), started.Problems, LastReload: null);

    public ConfigurationStanding Current => _current;

    /// <param name="pending">The parts of it that wait; empty if the whole change has taken effect.</param>
    public void Applied(GatewayConfiguration configuration, IReadOnlyList<ConfigurationProblem> pending)
    {
        var now = clock.GetUtcNow();
        _current = new(
            _current.Version + 1,
            HashOf(configuration),
            now,
            configuration.Problems,
            new Reload(now, pending) { IsPending = pending.Count > 0 }
        );
    }

    /// <summary>The parts that waited have taken effect, too.</summary>
    public void Completed() => _current = _current with { LastReload = new Reload(clock.GetUtcNow(), []) };

    public void Refused(IReadOnlyList<ConfigurationProblem> problems) =>
        _current = _current with { LastReload = new Reload(clock.GetUtcNow(), problems) };

    /// <summary>Made when it is read for the first time.</summary>
    private static Lazy<string> HashOf(GatewayConfiguration configuration) => new(() => ConfigurationHash.Of(configuration.Root));
}

/// <summary>The current configuration.</summary>
/// <param name="Version">Counts from 1 at the start of the process.</param>
/// <param name="Hash"><inheritdoc cref="ConfigurationHash" path="/summary"/></param>
/// <param name="LastReload">Nothing before the first change.</param>
internal sealed record ConfigurationStanding(
    int Version,
    Lazy<string> Hash,
    DateTimeOffset AppliedAt,
    IReadOnlyList<ConfigurationProblem> Warnings,
    Reload? LastReload
);

/// <summary>A change of the configuration.</summary>
/// <param name="Problems">Why it was refused, or what waits; empty if it has taken effect.</param>
internal sealed record Reload(DateTimeOffset At, IReadOnlyList<ConfigurationProblem> Problems)
{
    public bool IsRefused => Problems.Count > 0 && !IsPending;

    /// <summary>Whether it has taken effect, except for routes that wait for their access token.</summary>
    public bool IsPending { get; init; }
}
