using Microsoft.OpenApi;

namespace CiamGateway.OpenApi;

/// <summary>
/// Decides from an operation's security requirements (or the document's, where it has none of its own) which token it takes.
/// </summary>
internal static class OperationSecurity
{
    /// <summary>Whether the document or one of its operations names security, also that there is none.</summary>
    public static bool IsNamedIn(OpenApiDocument document) =>
        document.Security is not null
        || document.Paths.SelectMany(path => path.Value.Operations ?? []).Any(operation => operation.Value.Security is not null);

    /// <param name="operation">The operation.</param>
    /// <param name="document">The document that it is from.</param>
    /// <param name="forAll">The token of operations whose security is not named, or is not OAuth; null to leave it open.</param>
    public static TokenChoice Choose(OpenApiOperation operation, OpenApiDocument document, TokenChoice? forAll)
    {
        if ((operation.Security ?? document.Security) is not { } alternatives)
        {
            return forAll ?? TokenChoice.Unsaid("the document names no security for it");
        }
        if (alternatives.Count == 0)
        {
            return TokenChoice.None();
        }
        // A token client can serve an operation that requires OAuth alone; an offered client credentials flow comes first.
        var servable = alternatives.Where(IsOAuth).ToList();
        var chosen = servable.FirstOrDefault(HasClientCredentials) ?? servable.FirstOrDefault();
        chosen ??= alternatives.FirstOrDefault(alternative => alternative.Count == 0);
        var others = alternatives
            .Where(alternative => !ReferenceEquals(alternative, chosen))
            .Select(alternative => $"also admitted: {Describe(alternative)}")
            .ToList();
        return chosen switch
        {
            null when forAll is not null => forAll with { Remarks = others },
            null => TokenChoice.Unsaid([.. others, "none of it is OAuth"]),
            { Count: 0 } => TokenChoice.None(others),
            // A scheme without scopes needs none in the token request.
            _ => TokenChoice.OfScope(string.Join(' ', chosen.Values.SelectMany(scopes => scopes)), others),
        };
    }

    private static bool IsOAuth(OpenApiSecurityRequirement requirement) =>
        requirement.Count > 0
        && requirement.Keys.All(scheme => scheme.Type is SecuritySchemeType.OAuth2 or SecuritySchemeType.OpenIdConnect);

    private static bool HasClientCredentials(OpenApiSecurityRequirement requirement) =>
        requirement.Keys.All(scheme => scheme.Flows?.ClientCredentials is not null);

    private static string Describe(OpenApiSecurityRequirement requirement) =>
        requirement.Count == 0
            ? "no security"
            : string.Join(
                " with ",
                requirement.Select(scheme =>
                    scheme.Value.Count == 0 ? Name(scheme.Key) : $"{Name(scheme.Key)} ({string.Join(' ', scheme.Value)})"
                )
            );

    private static string Name(OpenApiSecuritySchemeReference scheme) =>
        $"{scheme.Reference.Id ?? "a scheme without a name"}{(scheme.Target is null ? ", which the document does not define" : "")}";
}
