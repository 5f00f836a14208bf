namespace CiamGateway.Benchmarks.Load;

/// <summary>The machine that was measured on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(": ")[^1];
        return $"{Environment.ProcessorCount} cores of {model}, Linux {Environment.OSVersion.Version.ToString(2)}";
    }
}
