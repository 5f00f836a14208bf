using static CiamGateway.Sandbox.ProvisioningApi.OperationHandlers;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>The 27 operations of the API: what is called how, which scope it takes, and what does it.</summary>
internal static class Operations
{
    private const string Client = "application.client";
    private const string Manage = "application.client domain.manage";
    private const string Root = "iam.root";

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("GET", "/Applications", Client, List(Applications)),
        new("POST", "/Applications", Root, Create(Applications)),
        new("GET", "/Applications/{applicationId}", Client, Read(Applications)),
        new("PUT", "/Applications/{applicationId}", Client, Replace(Applications)),
        new("DELETE", "/Applications/{applicationId}", Manage, Delete(Applications)),
        new("GET", "/Applications/{applicationId}/AccessTokenMapping", Client, ReadPart(ApplicationPart.AccessTokenMapping)),
        new("PUT", "/Applications/{applicationId}/AccessTokenMapping", Client, WritePart(ApplicationPart.AccessTokenMapping)),
        new("DELETE", "/Applications/{applicationId}/AccessTokenMapping", Manage, DeletePart(ApplicationPart.AccessTokenMapping)),
        new("GET", "/Applications/{applicationId}/Client", Client, ReadPart(ApplicationPart.Client)),
        new("PUT", "/Applications/{applicationId}/Client", Client, WritePart(ApplicationPart.Client)),
        new("GET", "/Domains", Client, List(Domains)),
        new("POST", "/Domains", Client, Create(Domains)),
        new("GET", "/Domains/{domainId}", Client, Read(Domains)),
        new("PUT", "/Domains/{domainId}", Client, Replace(Domains)),
        new("DELETE", "/Domains/{domainId}", Manage, Delete(Domains)),
        new("GET", "/Domains/{domainId}/Users", Client, List(Users)),
        new("POST", "/Domains/{domainId}/Users", Client, Create(Users)),
        new("GET", "/Domains/{domainId}/Users/{userId}", Client, Read(Users)),
        new("PUT", "/Domains/{domainId}/Users/{userId}", Client, Replace(Users)),
        new("DELETE", "/Domains/{domainId}/Users/{userId}", Client, Delete(Users)),
        new("GET", "/Domains/{domainId}/ServiceAccounts", Client, List(ServiceAccounts)),
        new("POST", "/Domains/{domainId}/ServiceAccounts", Client, Create(ServiceAccounts)),
        new("GET", "/Domains/{domainId}/ServiceAccounts/{accountId}", Client, Read(ServiceAccounts)),
        new("PUT", "/Domains/{domainId}/ServiceAccounts/{accountId}", Client, Replace(ServiceAccounts)),
        new("DELETE", "/Domains/{domainId}/ServiceAccounts/{accountId}", Client, Delete(ServiceAccounts)),
        new("GET", "/ServiceAccounts", Client, List(ServiceAccounts)),
        new("GET", "/Users", Client, SearchUsers),
    ];
}

/// <summary>One operation of the API.</summary>
internal sealed record Operation(string Method, string Path, string Scope, Func<ProvisioningDirectory, ApiRequest, ApiReply> Handle)
{
    private const string ClientPath = "/Applications/{applicationId}/Client";

    /// <summary>Whether the body may also be <c>application/scim+json</c>.</summary>
    public bool TakesScim => (Method, Path) is ("PUT", "/Applications/{applicationId}") or ("POST", "/Domains/{domainId}/ServiceAccounts");

    /// <summary>Whether an answer with this status can also be <c>application/scim+json</c>.</summary>
    public bool AnswersScim(int status) =>
        !Path.StartsWith("/Domains", StringComparison.Ordinal) && (Path != ClientPath || (Method is "GET" && status == 200));
}
