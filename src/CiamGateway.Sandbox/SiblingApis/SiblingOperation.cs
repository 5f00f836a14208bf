using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;

namespace CiamGateway.Sandbox.SiblingApis;

/// <summary>One operation of the MFA API or the administration API.</summary>
/// <param name="Answer">Makes the answer from the parameters in the path; null if it has no body.</param>
/// <param name="IsText">Whether the answer is plain text.</param>
internal sealed record SiblingOperation(
    string Method,
    string Path,
    int Status,
    Func<RouteValueDictionary, JsonNode?> Answer,
    bool IsText = false
)
{
    private const string Mfa = "/ciam-mfa/v2";
    private const string User = $"{Mfa}/users/{{username}}";
    private const string Administration = "/app-reg";

    private static readonly Func<RouteValueDictionary, JsonNode?> None = _ => null;
    private static readonly Func<RouteValueDictionary, JsonNode?> Begun = _ => new JsonObject { ["authId"] = Guid.NewGuid().ToString("n") };

    /// <summary>The clients whose tokens it takes.</summary>
    public IReadOnlyList<SandboxClient> Clients =>
        Path.StartsWith(Mfa, StringComparison.Ordinal) ? [SandboxClient.Mfa] : [SandboxClient.MfaAdministrator];

    public static IReadOnlyList<SiblingOperation> All { get; } =
    [
        new("GET", $"{User}/mfadevices", 200, _ => new JsonObject { ["devices"] = new JsonArray() }),
        new("POST", $"{User}/mfadevices", 201, Begun),
        new("POST", $"{User}/mfadevices/{{authId}}", 200, Echo),
        new("POST", $"{Mfa}/deviceAuthentications", 201, Begun),
        new("POST", $"{Mfa}/deviceAuthentications/{{authId}}", 200, Echo),
        new("DELETE", $"{User}/mfadevices/{{deviceType}}/{{deviceName}}", 204, None),
        new("DELETE", $"{User}/mfadevices/{{deviceType}}/all", 204, None),
        new("POST", $"{Mfa}/riskEvaluations", 201, _ => new JsonObject { ["id"] = Guid.NewGuid().ToString("n"), ["level"] = "LOW" }),
        new("PUT", $"{Mfa}/riskEvaluations/{{riskEvaluationID}}", 200, _ => "updated", IsText: true),
        new("GET", $"{User}/isFidoRegistered/{{rpId}}", 200, _ => new JsonObject { ["registered"] = false }),
        .. OfAdministration("v1"),
        .. OfAdministration("v2"),
        new("POST", $"{Administration}/admin/v1/registerapp", 200, _ => "registered", IsText: true),
        new("PUT", $"{Administration}/v1/fido2Service/ServiceAccount/{{svcAccount}}/config", 200, Echo),
    ];

    private static IEnumerable<SiblingOperation> OfAdministration(string version)
    {
        var (api, policies) = ($"{Administration}/{version}", $"{Administration}/{version}/group/{{groupid}}/riskPolicy");
        yield return new("POST", $"{api}/registerapp", 200, _ => "registered", IsText: true);
        yield return new("PUT", $"{api}/riskService/ServiceAccount/{{svcAccount}}/config", 200, Echo);
        yield return new("GET", policies, 200, _ => new JsonArray());
        yield return new("POST", policies, 200, Echo);
        yield return new("GET", $"{policies}/{{policyId}}", 200, Echo);
        yield return new("PUT", $"{policies}/{{policyId}}", 200, Echo);
        yield return new("DELETE", $"{policies}/{{policyId}}", 200, _ => "deleted", IsText: true);
    }

    private static JsonObject Echo(RouteValueDictionary path) =>
        new(path.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)$"{value.Value}")));
}
