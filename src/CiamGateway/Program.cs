using CiamGateway;
using CiamGateway.Cli;

CoreDumps.Disable();
await using var output = StandardOutputWriter.Install();
return output.ExitCodeOf(await GatewayCommandLine.InvokeAsync(args));
