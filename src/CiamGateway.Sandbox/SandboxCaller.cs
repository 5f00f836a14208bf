namespace CiamGateway.Sandbox;

/// <summary>A legacy application that the sandbox's gateway knows, with a key that is no secret.</summary>
internal sealed record SandboxCaller(string Name, string ApiKey)
{
    /// <summary>May do everything but delete applications and domains.</summary>
    public static SandboxCaller Payroll { get; } = new("payroll", "payroll-demo-key");

    /// <summary>Is one of the domain administrators.</summary>
    public static SandboxCaller OpsConsole { get; } = new("ops-console", "ops-console-demo-key");

    public static IReadOnlyList<SandboxCaller> All { get; } = [Payroll, OpsConsole];
}
