using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.ClientAuthentication;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.Clients;

/// <summary>
/// The gateway as an OAuth client: what a token request needs. Immutable. Any change of its configuration or its files makes a new
/// one.
/// </summary>
internal sealed class TokenClient
{
    /// <param name="predecessor">The client of this name that this one replaces.</param>
    public TokenClient(TokenClientSettings settings, TokenClient? predecessor, TimeProvider clock)
    {
        Settings = settings;
        Predecessor = predecessor;
        InheritsTokens = predecessor?.IsSameClient(settings) is true;
        Generation = (predecessor?.Generation ?? 0) + 1;
        Files = TokenFiles.Of(settings, predecessor?.Files, clock);
        Grant = new AuthorizationGrant(settings, clock);
        Authentication = ClientCredentialReader.Create(settings, clock);
        DPoPKey =
            !settings.Options.DPoP ? null
            : InheritsTokens ? predecessor!.DPoPKey
            : new DPoPKey(clock);
    }

    public TokenClientSettings Settings { get; }

    public string Name => Settings.Name;

    public TokenClientOptions Options => Settings.Options;

    /// <summary>The files with tokens that other programs issue.</summary>
    public TokenFiles Files { get; }

    public AuthorizationGrant Grant { get; }

    public ClientAuthenticationMethod Authentication { get; }

    /// <summary>The key that this client's tokens are bound to (RFC 9449), where they are.</summary>
    public DPoPKey? DPoPKey { get; }

    /// <summary>The <c>token_type</c> that this client asks for, which is also the scheme of the <c>Authorization</c> header.</summary>
    public string TokenType => DPoPKey is null ? "Bearer" : "DPoP";

    /// <summary>Where tokens come from, as an identity: the configured endpoint or issuer.</summary>
    public Uri Server => Settings.TokenEndpoint ?? Settings.Issuer!;

    /// <summary>The key that has that address.</summary>
    public string ServerKey =>
        Settings.TokenEndpoint is null ? nameof(TokenClientOptions.Issuer) : nameof(TokenClientOptions.TokenEndpoint);

    /// <summary>Counts the configurations that this client has had; a new one never shares a slot with the old.</summary>
    public int Generation { get; }

    /// <summary>The client that this one replaced; what was kept of it is given up once this one is replaced, too.</summary>
    public TokenClient? Predecessor { get; private set; }

    /// <summary>Whether that was the same client before its credential changed: its tokens serve until this one has its own.</summary>
    public bool InheritsTokens { get; }

    /// <summary>Whether a successor has taken over, or the client was removed.</summary>
    public bool IsReplaced { get; private set; }

    /// <summary>Raised when nothing uses this client any more.</summary>
    public event Action? Retired;

    /// <summary>Hands over to a successor, if there is one; what was kept of the client before this one is given up.</summary>
    public void HandOver()
    {
        IsReplaced = true;
        Predecessor?.Retire();
        Predecessor = null;
    }

    /// <summary>Gives up what was kept of this client: nothing uses it any more.</summary>
    public void Retire() => Retired?.Invoke();

    /// <summary>Whether a token of this client is as good as one under the new settings: only how it was obtained differs.</summary>
    private bool IsSameClient(TokenClientSettings other) =>
        Settings.TokenEndpoint == other.TokenEndpoint
        && Settings.Issuer == other.Issuer
        && Settings.ClientId == other.ClientId
        && Options.DPoP == other.Options.DPoP
        && Options.GrantType == other.Options.GrantType
        && Options.UserName == other.Options.UserName
        && Options.AssertionFile == other.Options.AssertionFile
        && Options.AssertionSubject == other.Options.AssertionSubject
        && Options.SubjectTokenFile == other.Options.SubjectTokenFile
        && Options.SubjectTokenType == other.Options.SubjectTokenType
        && IsSame(Options.RequestHeaders, other.Options.RequestHeaders)
        && IsSame(Options.Parameters, other.Options.Parameters);

    private static bool IsSame(Dictionary<string, string> one, Dictionary<string, string> other) =>
        one.Count == other.Count && !one.Except(other).Any();

    public override string ToString() => Name;
}
