using Microsoft.OpenApi;
using Scope = CiamGateway.Tokens.Scope;

namespace CiamGateway.OpenApi;

/// <summary>Decides from an operation's security requirements (or the document's, where it has none of its own) which token it takes.</summary>
internal static class OperationSecurity
{
    public static TokenChoice Choose(OpenApiOperation operation, OpenApiDocument document)
    {
        var alternatives = operation.Security ?? document.Security ?? [];
        if (alternatives.Count == 0)
        {
            return operation.Security is null ? TokenChoice.Unsaid("the document names no security for it") : TokenChoice.None();
        }
        // A token client can serve what wants nothing but OAuth; best where the client credentials flow is offered.
        var servable = alternatives.Where(IsOAuth).ToList();
        var chosen = servable.FirstOrDefault(HasClientCredentials) ?? servable.FirstOrDefault();
        chosen ??= alternatives.FirstOrDefault(alternative => alternative.Count == 0);
        var others = alternatives.Where(alternative => !ReferenceEquals(alternative, chosen)).Select(alternative => $"also admitted: {Describe(alternative)}").ToList();
        return chosen switch
        {
            null => TokenChoice.Unsaid([.. others, "none of it is OAuth"]),
            { Count: 0 } => TokenChoice.None(others),
            _ => WithScope(string.Join(' ', chosen.Values.SelectMany(scopes => scopes)), others),
        };
    }

    /// <summary>A scheme without scopes needs none in the token request.</summary>
    private static TokenChoice WithScope(string text, List<string> remarks)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new TokenChoice(Scope.None, IsSaid: true, remarks);
        }
        return Scope.TryParse(text, out var scope, out var problem)
            ? new TokenChoice(scope, IsSaid: true, remarks)
            : TokenChoice.Unsaid([$"the scope '{text}' {problem}", .. remarks]);
    }

    private static bool IsOAuth(OpenApiSecurityRequirement requirement) =>
        requirement.Count > 0 && requirement.Keys.All(scheme => scheme.Type is SecuritySchemeType.OAuth2 or SecuritySchemeType.OpenIdConnect);

    private static bool HasClientCredentials(OpenApiSecurityRequirement requirement) => requirement.Keys.All(scheme => scheme.Flows?.ClientCredentials is not null);

    private static string Describe(OpenApiSecurityRequirement requirement) => requirement.Count == 0
        ? "no security"
        : string.Join(" with ", requirement.Select(scheme => scheme.Value.Count == 0 ? Name(scheme.Key) : $"{Name(scheme.Key)} ({string.Join(' ', scheme.Value)})"));

    private static string Name(OpenApiSecuritySchemeReference scheme) => scheme.Reference.Id ?? "a scheme without a name";
}
