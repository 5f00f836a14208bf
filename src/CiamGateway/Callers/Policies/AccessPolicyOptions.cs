using CiamGateway.Configuration.Schema;

namespace CiamGateway.Callers.Policies;

/// <summary>Who may use the routes that name this policy as their <c>AuthorizationPolicy</c>.</summary>
internal sealed class AccessPolicyOptions
{
    [Option("The callers that the policy admits. An empty list admits no caller.", Example = "[ \"ops-console\" ]")]
    public IReadOnlyList<string> Callers { get; set; } = [];
}
