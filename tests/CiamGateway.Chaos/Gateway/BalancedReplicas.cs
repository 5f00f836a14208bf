namespace CiamGateway.Chaos.Gateway;

/// <summary>The gateways, and the balancer before them.</summary>
internal sealed class BalancedReplicas(IReadOnlyList<Replica> all) : IAsyncDisposable
{
    private int _next;

    public IReadOnlyList<Replica> All => all;

    public Task StartAsync() => Task.WhenAll(all.Select(gateway => gateway.StartAsync()));

    /// <summary>The gateway that gets the next call; null if none is in service.</summary>
    public Replica? Next()
    {
        for (var attempt = 0; attempt < all.Count; attempt++)
        {
            if (all[++_next % all.Count] is { IsInService: true } gateway)
            {
                return gateway;
            }
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in all)
        {
            await gateway.DisposeAsync();
        }
    }
}
