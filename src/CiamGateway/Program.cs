using CiamGateway.Cli;

await using var output = StandardOutputWriter.Install();
return output.ExitCodeOf(await GatewayCommandLine.InvokeAsync(args));
