namespace CiamGateway.Listening.Strangers;

/// <summary>How many connections may be open at the same time.</summary>
/// <param name="Total">All together.</param>
/// <param name="Strangers">Those without an authenticated caller. What is left of <paramref name="Total"/> is for callers.</param>
/// <param name="PerNetwork">Those of strangers of one /24 (IPv6: /48).</param>
/// <param name="PerAddress">Those of strangers of one address (IPv6: /64).</param>
internal sealed record ConnectionLimits(int Total, int Strangers, int PerNetwork, int PerAddress)
{
    /// <summary>
    /// The management listener has its own, so that probes and scrapers are served whatever happens on the others.
    /// </summary>
    public static readonly ConnectionLimits Management = new(Total: 100, Strangers: 100, PerNetwork: 75, PerAddress: 50);

    /// <summary>
    /// What one connection may take at worst: a request's headers of 32 KB, held as text, and TLS below them. Half of the memory is left
    /// for all else.
    /// </summary>
    private const long BytesPerConnection = 128 * 1024;

    /// <summary>
    /// Those without an authenticated caller, of one address in a caller's network: not all, so that others are not shut out.
    /// </summary>
    public int PerCallerAddress => Math.Max(Total / 2, Math.Min(PerAddress, Total));

    private const int LowestTotal = 64;
    private const int HighestTotal = 10_000;
    private const int HighestPerAddress = 2000;

    /// <summary>A total up to which one address may have all.</summary>
    private const int SmallTotal = 100;

    /// <summary>Files that are open without any connection, those of the management listener's connections among them.</summary>
    private const int OtherFiles = 160;

    /// <param name="configuredTotal">Gateway:Limits:MaxConcurrentConnections.</param>
    /// <param name="configuredPerAddress">Gateway:Limits:MaxConnectionsPerAddress.</param>
    /// <param name="memory">The process's memory limit in bytes.</param>
    /// <param name="files">How many files it may open. A call needs two: the caller's connection, and one to the API.</param>
    public static ConnectionLimits Of(int? configuredTotal, int? configuredPerAddress, long memory, long files)
    {
        var carried = (int)Math.Clamp(memory / 2 / BytesPerConnection, LowestTotal, HighestTotal);
        var total = (int)Math.Min(configuredTotal ?? carried, Math.Max((files - OtherFiles) / 2, 1));
        var strangers = total <= SmallTotal ? total : total * 3 / 4;
        var perAddress = configuredPerAddress ?? (total <= SmallTotal ? total : Math.Clamp(total / 4, SmallTotal, HighestPerAddress));
        return new ConnectionLimits(total, strangers, Math.Max(strangers / 2, Math.Min(perAddress, strangers)), perAddress);
    }
}
