using CiamGateway.Benchmarks.Load;
using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>What the gateway held in one interval of a soak: medians, since the garbage collector makes a saw of memory.</summary>
/// <param name="Minutes">Since the soak began.</param>
/// <param name="OwnMegabytes">What no file backs.</param>
internal sealed record SoakReading(double Minutes, double Megabytes, double OwnMegabytes, double Handles)
{
    private const int Samples = 20;

    public static async Task<SoakReading> TakeAsync(PeerProcess gateway, TimeSpan interval, long begin)
    {
        var (memory, own, handles) = (new Sample(), new Sample(), new Sample());
        for (var sample = 0; sample < Samples; sample++)
        {
            await Task.Delay(interval / Samples);
            memory.Add(gateway.Memory / 1e6);
            own.Add(gateway.OwnMemory / 1e6);
            handles.Add(gateway.Handles);
        }
        return new SoakReading(TimeProvider.System.GetElapsedTime(begin).TotalMinutes, memory.Median, own.Median, handles.Median);
    }
}
