using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>Calls as fast as it gets answers.</summary>
internal interface ILoadGenerator
{
    Task<LoadResult> RunAsync(PeerProcess peer, TimeSpan duration);
}
