using System.Text.Json;
using CiamGateway.Configuration.Checking;
using CiamGateway.Errors;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Management.Status;
using CiamGateway.Telemetry;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Management;

/// <summary>
/// <c>POST /tokens/refresh</c>: fetches new tokens, for example after the authorization server was configured to grant more scope.
/// </summary>
internal sealed partial class TokenRefresh(CurrentRoutes routes, TimeProvider clock, ILogger<TokenRefresh> logger)
{
    private const string ClientParameter = "client";
    private const string ScopeParameter = "scope";

    public async Task InvokeAsync(HttpContext context)
    {
        var wanted = WantedToken.AllOf(routes);
        var (client, scope) = (Parameter(context, ClientParameter), Parameter(context, ScopeParameter));
        var facts = RequestFacts.Of(context);
        (facts.TokenClient, facts.Scope) = (client, scope);
        if (Unknown(wanted, client, scope) is { } problem)
        {
            context.Fail(new GatewayError(Problems.TokenUnknown, problem));
            return;
        }
        var named = wanted.Where(token => IsNamed(token, client, scope)).ToList();
        var chosen = client is null && scope is null ? [.. named.Where(token => token.IsWarm || token.Slot.Current is not null)] : named;
        var outcomes = await Task.WhenAll(chosen.Select(token => RenewAsync(token, facts.Caller, context.RequestAborted)));
        if (outcomes is [var only])
        {
            (facts.TokenClient, facts.Scope, facts.TokenFingerprint) = (only.Client, only.Scope, only.Fingerprint);
        }
        context.Response.StatusCode = outcomes.All(outcome => outcome.IsRenewed)
            ? StatusCodes.Status200OK
            : StatusCodes.Status502BadGateway;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body,
            new TokenRefreshReport(outcomes),
            StatusJsonContext.Default.TokenRefreshReport,
            context.RequestAborted
        );
    }

    private async Task<TokenRefreshOutcome> RenewAsync(WantedToken wanted, string operatorName, CancellationToken cancellationToken)
    {
        var before = wanted.Slot.Current;
        var result = await wanted.Slot.RenewAsync(cancellationToken);
        var outcome =
            result.Succeeded ? (ReferenceEquals(result.Token, before) ? "unchanged" : "renewed")
            : wanted.Slot.HasToken ? "kept"
            : "failed";
        LogRefreshed(logger, wanted.Request, operatorName, outcome);
        var now = TokenStatus.Of(wanted, clock.GetUtcNow());
        return new TokenRefreshOutcome(
            now.Client,
            now.Scope,
            now.Resource,
            outcome,
            now.Fingerprint,
            now.ExpiresAt,
            now.ExpiresInSeconds,
            now.MissingScope,
            result.Failure?.Cause,
            result.Failure is { } failure ? TroubleStatus.FixOf(failure, wanted.Source.Client) : null
        );
    }

    private static string? Parameter(HttpContext context, string name) =>
        context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    private static bool IsNamed(WantedToken token, string? client, string? scope) =>
        (client is null || token.Request.Client.Equals(client, StringComparison.OrdinalIgnoreCase))
        && (scope is null || (Scope.TryParse(scope, out var parsed, out _) && token.Request.Scope.ToString() == parsed.Value));

    /// <returns>What is wrong with the names, and which are right; null if they name a token.</returns>
    private static string? Unknown(IReadOnlyList<WantedToken> wanted, string? client, string? scope)
    {
        if (client is not null && !wanted.Any(token => IsNamed(token, client, scope: null)))
        {
            return $"No route goes out with a token of a client '{client}'. "
                + Suggestion(client, wanted.Select(token => token.Request.Client));
        }
        return scope is not null && !wanted.Any(token => IsNamed(token, client, scope))
            ? $"No route goes out with a token of scope '{scope}'{(client is null ? "" : $" of client '{client}'")}. "
                + Suggestion(scope, wanted.Where(token => IsNamed(token, client, scope: null)).Select(token => $"{token.Request.Scope}"))
            : null;
    }

    private static string Suggestion(string mistyped, IEnumerable<string> known)
    {
        var names = known.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return NearestName.Of(mistyped, names) is { } nearest ? $"Try '{nearest}'."
            : names.Count > 0 ? $"Try one of '{string.Join("', '", names)}'."
            : "No route uses a token yet.";
    }

    [LoggerMessage(6003, LogLevel.Information, "A refresh was asked for by '{Operator}': {Request}. The token is {Outcome}")]
    private static partial void LogRefreshed(ILogger logger, TokenRequest request, string @operator, string outcome);
}

/// <summary>What became of a refresh. No token is in it.</summary>
internal sealed record TokenRefreshReport(IReadOnlyList<TokenRefreshOutcome> Tokens);

/// <param name="Outcome">renewed; unchanged, where the last refresh is less than a second ago; kept, where no new token came and the old
/// one serves; or failed, where there is none.</param>
/// <param name="Fingerprint">Of the token that serves now.</param>
/// <param name="Cause">Why no new token came.</param>
internal sealed record TokenRefreshOutcome(
    string Client,
    string Scope,
    string? Resource,
    string Outcome,
    string? Fingerprint,
    DateTimeOffset? ExpiresAt,
    double ExpiresInSeconds,
    IReadOnlyList<string> MissingScope,
    string? Cause,
    string? Fix
)
{
    internal bool IsRenewed => Cause is null;
}

/// <summary>A token that one or more routes use.</summary>
/// <param name="IsWarm">Whether it is kept fresh; otherwise it may expire while no call needs it.</param>
/// <param name="Routes">The names of the routes.</param>
internal sealed record WantedToken(TokenSource.Resolved Source, bool IsWarm, IReadOnlyList<string> Routes)
{
    public TokenSlot Slot => Source.Slot;

    public TokenRequest Request => Source.Slot.Request;

    public static IReadOnlyList<WantedToken> AllOf(CurrentRoutes routes) =>
        [
            .. from route in routes.All
            from token in route.Tokens
            group (Token: token, Route: route) by token.Request into wanted
            select new WantedToken(
                wanted.First().Token.Now,
                wanted.Any(entry => entry.Route.IsWarm),
                [.. wanted.Select(entry => entry.Route.Name)]
            ),
        ];
}
