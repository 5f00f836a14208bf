using System.Text.Json.Serialization;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>The state of the cache that replicas share, for the status page.</summary>
internal sealed class SharedCacheState
{
    private volatile SharedCacheStatus? _current;

    /// <summary>Null if no shared cache is configured.</summary>
    public SharedCacheStatus? Current
    {
        get => _current;
        set => _current = value;
    }
}

/// <param name="Server">Host and port, without credentials.</param>
/// <param name="Trouble">A sentence that says what is wrong; null if it works.</param>
internal sealed record SharedCacheStatus(string Server, bool IsConnected, string? Trouble)
{
    [JsonIgnore]
    public bool Works => IsConnected && Trouble is null;
}
