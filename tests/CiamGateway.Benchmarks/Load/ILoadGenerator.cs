using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>Calls as fast as it gets answers.</summary>
internal interface ILoadGenerator
{
    /// <summary>The command that it is.</summary>
    string Program { get; }

    bool IsInstalled =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));

    Task<LoadResult> RunAsync(PeerProcess peer, TimeSpan duration);
}
