using BenchmarkDotNet.Running;
using CiamGateway.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(AttachToken).Assembly).Run(args);
