namespace CiamGateway.Management.Status;

/// <summary>Describes tokens that are missing, cannot be renewed or have too little scope, one problem for each cause.</summary>
internal static class TokenProblems
{
    private const string Token = "token";

    public static IEnumerable<StatusProblem> Of(IReadOnlyList<TokenStatus> tokens) =>
        tokens
            .Where(token => token.IsWanting || token is { IsDegraded: true, Trouble: not null })
            .GroupBy(CauseOf)
            .Select(cause => OfTrouble([.. cause]))
            .Concat(
                tokens
                    .Where(token => !token.IsWanting && token.MissingScope.Count > 0)
                    .GroupBy(token => (token.Client, string.Join(' ', token.MissingScope)))
                    .Select(missing => OfScope(missing.Key.Item2, [.. missing]))
            );

    /// <summary>
    /// A server that does not answer is one cause for all its tokens. An answer that refuses is one cause for the tokens that it concerns.
    /// </summary>
    private static (string?, string?) CauseOf(TokenStatus token) =>
        token.Trouble switch
        {
            null => (token.Client, null),
            { IsRefusal: true } refusal => (refusal.Server, refusal.Detail),
            var trouble => (trouble.Server, null),
        };

    private static StatusProblem OfTrouble(IReadOnlyList<TokenStatus> tokens)
    {
        var wanting = tokens.Where(token => token.IsWanting).ToList();
        var routes = wanting.SelectMany(token => token.Routes).Distinct().Count();
        var failing = routes == 1 ? "1 route fails" : $"{routes} routes fail";
        var title = (tokens, wanting.Count) switch
        {
            ([var only], 0) => $"The token for {NameOf(only)} cannot be renewed",
            ([var only], _) => $"No token for {NameOf(only)}: {failing}",
            (_, 0) => $"{tokens.Count} tokens {From(tokens)} cannot be renewed",
            _ => $"No token {From(wanting)}: {failing}",
        };
        return new(wanting.Count > 0 ? StatusProblem.Error : StatusProblem.Warning, Token, title, Reasons(tokens))
        {
            Concerns =
                tokens.Count == 1
                    ? []
                    :
                    [
                        .. tokens.Select(token =>
                            $"{NameOf(token)}: {(token.IsWanting ? token.State : "the old token serves until it expires")}"
                        ),
                    ],
            Since = tokens.Min(token => token.Trouble?.Since),
        };
    }

    /// <summary>A cause that only follows from another, such as the pause after a failure, is not reported beside it.</summary>
    private static List<StatusReason> Reasons(IReadOnlyList<TokenStatus> tokens)
    {
        var serves = tokens.All(token => !token.IsWanting) ? " The old token serves until it expires." : "";
        var reasons = new List<StatusReason>();
        foreach (var trouble in tokens.Select(token => token.Trouble).OrderBy(trouble => trouble?.Cause.Length))
        {
            var cause = trouble?.Cause ?? "It is being asked for.";
            var fix = tokens.All(token => token.Client == tokens[0].Client) ? trouble?.Fix : trouble?.FixOfServer;
            if (!reasons.Exists(reason => cause.StartsWith(reason.Cause, StringComparison.Ordinal)))
            {
                reasons.Add(new(cause, (fix ?? "Wait a moment.") + serves));
            }
        }
        return reasons;
    }

    private static StatusProblem OfScope(string missing, IReadOnlyList<TokenStatus> tokens)
    {
        var (client, granted) = (tokens[0].Client, tokens[0].GrantedScope);
        var from = tokens is [var only] ? NameOf(only) : $"{tokens.Count} tokens of client '{client}'";
        return new(
            StatusProblem.Warning,
            Token,
            $"Less scope is granted than asked for: {missing} is missing from {from}",
            $"The authorization server granted token client '{client}' only '{granted}'. Calls that need more are refused by the API.",
            $"Have '{missing}' granted to the client, then refresh the token here; or shorten the route's Scope."
        )
        {
            Concerns = tokens.Count == 1 ? [] : [.. tokens.Select(NameOf)],
        };
    }

    private static string From(IReadOnlyList<TokenStatus> tokens)
    {
        var clients = tokens.Select(token => token.Client).Distinct().ToList();
        var of = clients is [var only] ? $"for client '{only}'" : $"for {clients.Count} clients";
        return tokens[0].Trouble is { } trouble ? $"from {trouble.Server} {of}" : of;
    }

    private static string NameOf(TokenStatus token)
    {
        var resource = token.Resource is null ? "" : $" and resource '{token.Resource}'";
        return $"{(token.HasScope ? $"scope '{token.Scope}'" : "no scope")}{resource} of client '{token.Client}'";
    }
}
