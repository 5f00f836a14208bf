using CiamGateway.Cli;

return await GatewayCommandLine.InvokeAsync(args);
