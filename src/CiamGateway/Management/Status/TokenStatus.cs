using System.Text.Json.Serialization;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Management.Status;

/// <summary>How one token does.</summary>
/// <param name="State">fresh; renewing; degraded, where it serves and could not be renewed; expired; missing; or idle, where it is fetched
/// on demand and was not needed yet.</param>
/// <param name="Routes">The routes that go out with it.</param>
/// <param name="Fingerprint">Tells it from other tokens, as the audit log does.</param>
/// <param name="RefreshAfterSeconds">The age at which it is renewed.</param>
/// <param name="GrantedScope">The part of the scope that was granted.</param>
internal sealed record TokenStatus(
    string Client,
    string Scope,
    string? Resource,
    bool IsWarm,
    IReadOnlyList<string> Routes,
    string State,
    string? Fingerprint,
    DateTimeOffset? ObtainedAt,
    DateTimeOffset? RefreshAt,
    DateTimeOffset? ExpiresAt,
    double LifetimeSeconds,
    double RefreshAfterSeconds,
    double RefreshInSeconds,
    double ExpiresInSeconds,
    string? GrantedScope,
    IReadOnlyList<string> MissingScope,
    TroubleStatus? Trouble
)
{
    public const string Idle = "idle";
    private const string Fresh = "fresh";
    private const string Renewing = "renewing";
    private const string Degraded = "degraded";
    private const string Expired = "expired";
    private const string Missing = "missing";

    /// <summary>Whether calls fail because it is missing.</summary>
    [JsonIgnore]
    public bool IsWanting => State is Expired or Missing;

    /// <summary>Whether a scope is asked for.</summary>
    [JsonIgnore]
    public bool HasScope { get; init; }

    [JsonIgnore]
    public bool IsDegraded => State is Degraded;

    public static TokenStatus Of(WantedToken wanted, DateTimeOffset now)
    {
        var slot = wanted.Slot;
        var (request, token, trouble) = (slot.Request, slot.Current, slot.Trouble);
        var life = token?.Lifetime;
        return new TokenStatus(
            request.Client,
            request.Scope.ToString(),
            request.Resource,
            wanted.IsWarm,
            wanted.Routes,
            StateOf(life?.Phase, trouble is not null, wanted.IsWarm),
            token?.Fingerprint,
            life?.Start,
            now + life?.UntilRefresh,
            now + life?.Remaining,
            Seconds(life?.Duration),
            Seconds(life?.PlannedRefresh),
            Seconds(life?.UntilRefresh),
            Seconds(life?.Remaining),
            token is null || request.Scope.Value.Length == 0
                ? null
                : string.Join(' ', request.Scope.Value.Split(' ').Except(token.MissingScope)),
            token?.MissingScope ?? [],
            trouble is null ? null : TroubleStatus.Of(trouble, wanted.Source.Client)
        )
        {
            HasScope = request.Scope.Value.Length > 0,
        };
    }

    private static string StateOf(TokenPhase? phase, bool isInTrouble, bool isWarm) =>
        (phase, isInTrouble) switch
        {
            (null, _) when isWarm || isInTrouble => Missing,
            (TokenPhase.Over, _) when isWarm || isInTrouble => Expired,
            (null or TokenPhase.Over, _) => Idle,
            (_, true) => Degraded,
            (TokenPhase.Fresh, _) => Fresh,
            _ => isWarm ? Renewing : Fresh,
        };

    private static double Seconds(TimeSpan? time) => Math.Round(time?.TotalSeconds ?? 0, 3);
}

/// <summary>Why no new token came.</summary>
/// <param name="Attempts">How often in a row.</param>
/// <param name="NextAt">When the gateway asks again.</param>
internal sealed record TroubleStatus(
    string Cause,
    string Fix,
    DateTimeOffset Since,
    DateTimeOffset LastAt,
    DateTimeOffset NextAt,
    int Attempts
)
{
    /// <summary>Scheme, host and port of the authorization server.</summary>
    public string Server { get; init; } = "";

    /// <summary>Cause and fix without names of token clients, by which failures are alike.</summary>
    [JsonIgnore]
    public string Detail { get; init; } = "";

    /// <summary>What to do about it if it concerns several token clients.</summary>
    [JsonIgnore]
    public string FixOfServer { get; init; } = "";

    /// <summary>Whether the server answers and refuses; otherwise it does not answer as it should.</summary>
    [JsonIgnore]
    public bool IsRefusal { get; init; }

    public static TroubleStatus Of(TokenTrouble trouble, TokenClient client) =>
        new(trouble.Failure.Cause, FixOf(trouble.Failure, client), trouble.Since, trouble.Last, trouble.Next, trouble.Attempts)
        {
            Server = Shown(client.Server),
            Detail = trouble.Failure.Detail,
            FixOfServer = FixOf(trouble.Failure.Kind, client.Server),
            IsRefusal = trouble.Failure.Kind is TokenFailureKind.Refused,
        };

    /// <returns>
    /// What the failure names, with the full paths of the client's keys; otherwise what is true of all failures of its kind.
    /// </returns>
    public static string FixOf(TokenFailure failure, TokenClient client)
    {
        if (failure.Advice is not { } fix)
        {
            return FixOf(failure.Kind, client.Server);
        }
        var named = TokenClientKeys.WithPaths(fix, client.Name, TokenClientKeys.AnyTransforms);
        var then =
            failure.Kind is TokenFailureKind.Refused
                ? "Then refresh the token here. The gateway also asks again by itself after a pause."
                : "The gateway asks again by itself.";
        return $"{char.ToUpperInvariant(named[0])}{named[1..]} {then}";
    }

    private static string FixOf(TokenFailureKind kind, Uri server) =>
        kind is TokenFailureKind.Refused
            ? "Correct what the cause names, then refresh the token here. The gateway also asks again by itself after a pause."
            : $"Check that {Shown(server)} runs and can be reached from here. The gateway asks again by itself.";

    private static string Shown(Uri server) => server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
}
