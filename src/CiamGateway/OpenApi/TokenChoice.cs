using CiamGateway.Tokens;

namespace CiamGateway.OpenApi;

/// <summary>The token that an operation requires according to its document.</summary>
/// <param name="Scope">The scope to ask for; null if the operation goes out without a token, or if the document does not say.</param>
/// <param name="IsSaid">Whether the document says it.</param>
/// <param name="Remarks">What the document says beside it: other ways in, or why this one cannot be used.</param>
internal sealed record TokenChoice(Scope? Scope, bool IsSaid, IReadOnlyList<string> Remarks)
{
    public static TokenChoice None(params IReadOnlyList<string> remarks) => new(null, IsSaid: true, remarks);

    /// <summary>The token of a scope. Where the text is empty none is asked for; where it is no scope, the remarks say why.</summary>
    public static TokenChoice OfScope(string text, params IReadOnlyList<string> remarks)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new TokenChoice(Scope.None, IsSaid: true, remarks);
        }
        return Scope.TryParse(text, out var scope, out var problem)
            ? new TokenChoice(scope, IsSaid: true, remarks)
            : Unsaid([$"the scope '{text}' {problem}", .. remarks]);
    }

    public static TokenChoice Unsaid(params IReadOnlyList<string> remarks) => new(null, IsSaid: false, remarks);
}
