using System.Security.Cryptography;
using System.Text;
using CiamGateway.Secrecy;

namespace CiamGateway.Tokens;

/// <summary>A token that passed validation, ready to be attached.</summary>
internal sealed class AccessToken : IHoldsSecrets
{
    private readonly string _value;

    /// <param name="authorizationHeader">The whole value of the <c>Authorization</c> header (RFC 6750 §2.1, RFC 9449 §7.1), built once for
    /// all requests.</param>
    public AccessToken(string authorizationHeader, TokenLifetime lifetime)
    {
        AuthorizationHeader = authorizationHeader;
        Lifetime = lifetime;
        _value = authorizationHeader[(authorizationHeader.LastIndexOf(' ') + 1)..];
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_value)).AsSpan(0, 4));
        KnownSecrets.Add(this);
    }

    public string AuthorizationHeader { get; }

    public TokenLifetime Lifetime { get; }

    /// <summary>
    /// The first 8 hexadecimal digits of the token's SHA-256: tells one token from another in the audit log, and nothing else about it.
    /// </summary>
    public string Fingerprint { get; }

    public IEnumerable<string> Secrets => [_value];

    /// <summary>What was asked for and not granted.</summary>
    public IReadOnlyList<string> MissingScope { get; init; } = [];

    /// <summary>Whether the answer had no <c>token_type</c> (RFC 6749 §5.1 requires one), so that it was taken for Bearer.</summary>
    public bool HasNoType { get; init; }

    /// <summary>
    /// The certificate that the token is bound to (<c>x5t#S256</c>, RFC 8705 §3.1). Null if it is bound to none, or does not say so.
    /// </summary>
    public string? BoundCertificate { get; init; }

    /// <summary>
    /// For which subjects it was requested, if those come from files: <see cref="Assertions.PresentedTokens.Subjects"/>. Empty otherwise.
    /// </summary>
    public string Subjects { get; init; } = "";

    /// <summary>The authorization server's own advice on when to renew, where it gave one.</summary>
    public TimeSpan? RefreshIn { get; init; }

    /// <summary>
    /// Of two tokens that replicas share, the one that was asked for later has the greater one, whatever their clocks say.
    /// </summary>
    public long Order { get; private init; }

    /// <summary>Whether another replica asked for it.</summary>
    public bool IsShared { get; private init; }

    /// <summary>A token that another replica asked for.</summary>
    public static AccessToken Shared(AccessToken token, long order) => token.With(token.Lifetime, order, isShared: true);

    /// <summary>The same token, with its order among the tokens that replicas share.</summary>
    public AccessToken InOrder(long order) => With(Lifetime, order, IsShared);

    /// <summary>The same token, to be renewed as soon as possible.</summary>
    public AccessToken DueNow() => With(Lifetime.DueNow(), Order, IsShared);

    private AccessToken With(TokenLifetime lifetime, long order, bool isShared) =>
        new(AuthorizationHeader, lifetime)
        {
            MissingScope = MissingScope,
            HasNoType = HasNoType,
            BoundCertificate = BoundCertificate,
            RefreshIn = RefreshIn,
            Subjects = Subjects,
            Order = order,
            IsShared = isShared,
        };

    public override string ToString() => $"access token ***, {Lifetime.Remaining:c} left";
}
