using BenchmarkDotNet.Running;
using CiamGateway.Benchmarks;
using CiamGateway.Benchmarks.Load;

switch (args)
{
    case ["load", .. var options]:
        return await LoadBenchmark.RunAsync(options);
    case ["footprint", .. var options]:
        return await FootprintBenchmark.RunAsync(options);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(AttachToken).Assembly).Run(args);
        return 0;
}
