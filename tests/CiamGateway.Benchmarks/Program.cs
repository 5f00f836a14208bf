using BenchmarkDotNet.Running;
using CiamGateway.Benchmarks;

var commandLine = BenchmarkCommandLine.Create();
if (args is ["--help" or "-h"] || commandLine.Subcommands.Any(verb => verb.Name == args.FirstOrDefault()))
{
    return await commandLine.Parse(args).InvokeAsync();
}
BenchmarkSwitcher.FromAssembly(typeof(AttachToken).Assembly).Run(args);
return 0;
