using CiamGateway.Cli;

var arguments = GatewayCommandLine.Create().Parse(args);
var exitCode = await arguments.InvokeAsync();
return arguments.Errors.Count > 0 ? ExitCode.WrongUsage : exitCode;
