using CiamGateway.Cli;
using CiamGateway.Hosting;

CoreDumps.Disable();
StartupMemory.PostponeCollections();
await using var output = StandardOutputWriter.Install();
return output.ExitCodeOf(await GatewayCommandLine.InvokeAsync(args));
