using CiamGateway.Sandbox.ProvisioningApi;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>
/// What arrived at the API as an operation that takes another scope than the one that came along, in any way in which an API might read it.
/// </summary>
internal static class WrongArrivals
{
    /// <returns>A line for each; empty if there is none.</returns>
    public static string In(Journal journal) =>
        string.Join(
            '\n',
            from entry in journal.Entries
            let operations = ApiReadings
                .Of(entry.Method is "HEAD" ? "GET" : entry.Method, entry.Target)
                .Concat(Operations.All.Where(operation => $"{operation.Method} {operation.Path}" == entry.Operation))
                .Distinct()
            where entry.Operation is null || operations.Any(operation => operation.Scope != entry.Scope)
            select $"{entry.Method} {entry.Target} arrived as '{entry.Operation}' with the scope '{entry.Scope}'"
        );
}
