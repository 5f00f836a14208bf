namespace CiamGateway.Connections;

/// <summary>The part of the configuration that a connection is made for.</summary>
/// <param name="Kind">A word for the metric: cluster, token_client or redis.</param>
/// <param name="Name">The cluster's or token client's name in the configuration.</param>
internal sealed record ConnectionTarget(string Kind, string Name)
{
    public static readonly ConnectionTarget Redis = new("redis", "TokenCache");

    public static ConnectionTarget Cluster(string name) => new("cluster", name);

    public static ConnectionTarget TokenClient(string name) => new("token_client", name);

    public override string ToString() =>
        Kind switch
        {
            "cluster" => $"Cluster '{Name}'",
            "token_client" => $"Token client '{Name}'",
            _ => "Redis",
        };
}
