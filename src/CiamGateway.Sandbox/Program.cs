using CiamGateway.Sandbox;

return await SandboxCommandLine.Create().Parse(args).InvokeAsync();
