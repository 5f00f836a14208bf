namespace CiamGateway.Sandbox.Tour;

/// <summary>One call of the tour as it went: what was expected and what came.</summary>
/// <param name="Caller">Who called.</param>
/// <param name="Scope">The scope that should have arrived at the API; null if the call should not arrive.</param>
internal sealed record TourStep(
    string Caller,
    string Method,
    string Path,
    int ExpectedStatus,
    int Status,
    string? ExpectedScope,
    string? Scope
)
{
    public bool IsAsExpected => Status == ExpectedStatus && Scope == ExpectedScope;

    public override string ToString()
    {
        var arrived = Text(Scope) ?? "(did not reach the API)";
        var line = $"{(IsAsExpected ? "ok  " : "FAIL")} {Status} {Caller, -11} {Method, -6} {arrived, -31} {Path}";
        return IsAsExpected ? line : $"{line}\n     expected {ExpectedStatus} and {Text(ExpectedScope) ?? "no arrival"}";
    }

    private static string? Text(string? scope) => scope is "" ? "(no scope)" : scope;
}
