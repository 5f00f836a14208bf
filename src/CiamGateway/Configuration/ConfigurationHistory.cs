namespace CiamGateway.Configuration;

/// <summary>Which configuration is in force, and what became of the last change.</summary>
internal sealed class ConfigurationHistory(GatewayConfiguration started, TimeProvider clock)
{
    private volatile ConfigurationStanding _current = new(1, ConfigurationHash.Of(started.Root), clock.GetUtcNow(), [.. started.Problems.Where(problem => !problem.IsError)], LastReload: null);

    public ConfigurationStanding Current => _current;

    /// <param name="warnings">What is doubtful about it all the same.</param>
    public void Applied(GatewayConfiguration configuration, IEnumerable<ConfigurationProblem> warnings)
    {
        var now = clock.GetUtcNow();
        _current = new(_current.Version + 1, ConfigurationHash.Of(configuration.Root), now, [.. warnings], new Reload(now, []));
    }

    public void Refused(IReadOnlyList<ConfigurationProblem> problems) => _current = _current with { LastReload = new Reload(clock.GetUtcNow(), problems) };
}

/// <summary>The configuration in force.</summary>
/// <param name="Version">Counts from 1 at the start of the process.</param>
/// <param name="Hash"><inheritdoc cref="ConfigurationHash" path="/summary"/></param>
/// <param name="LastReload">Nothing before the first change.</param>
internal sealed record ConfigurationStanding(int Version, string Hash, DateTimeOffset AppliedAt, IReadOnlyList<ConfigurationProblem> Warnings, Reload? LastReload);

/// <summary>A change of the configuration.</summary>
/// <param name="Problems">Why it was refused; none where it is in force.</param>
internal sealed record Reload(DateTimeOffset At, IReadOnlyList<ConfigurationProblem> Problems)
{
    public bool IsRefused => Problems.Count > 0;
}
