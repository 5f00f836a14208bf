using System.ComponentModel;

namespace CiamGateway.Callers.Policies;

/// <summary>Who may use the routes that name this policy as their <c>AuthorizationPolicy</c>.</summary>
internal sealed class AccessPolicyOptions
{
    [Description("The callers that the policy admits. An empty list admits nobody.")]
    public IReadOnlyList<string> Callers { get; set; } = [];
}
