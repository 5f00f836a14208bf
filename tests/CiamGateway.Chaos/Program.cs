using CiamGateway.Chaos;

var line = ChaosCommandLine.Create().Parse(args);
var code = await line.InvokeAsync();
return line.Errors.Count > 0 ? 2 : code;
