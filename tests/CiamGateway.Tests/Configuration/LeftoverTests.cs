using System.Runtime.CompilerServices;
using CiamGateway.Telemetry.Metrics;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>A gateway that reloads for months: what a reload builds to look at the new configuration is free to go afterwards.</summary>
public sealed class LeftoverTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    [Fact]
    public async Task Nothing_keeps_a_configuration_after_its_validation()
    {
        var validated = await ValidateAsync();
        Assert.False(await IsKeptAsync(validated));
    }

    [Fact]
    public async Task Metrics_without_a_reader_are_not_kept() => Assert.False(await IsKeptAsync(Measure()));

    public void Dispose() => _folder.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Measure()
    {
        var metrics = new GatewayMetrics();
        metrics.BeforeScrape(() => metrics.SharedCacheIs(works: true));
        return new WeakReference(metrics);
    }

    /// <summary>Looks more than once: the methods that made it may be on their way back still.</summary>
    private static async Task<bool> IsKeptAsync(WeakReference reference)
    {
        for (var look = 0; look < 20 && reference.IsAlive; look++)
        {
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return reference.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> ValidateAsync()
    {
        var configuration = _folder.Load();
        await GatewayHost.ValidateAsync(configuration);
        return new WeakReference(configuration);
    }
}
