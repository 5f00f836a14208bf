using System.Security.Cryptography;
using System.Text;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens;

/// <summary>
/// What makes two tokens the same: everything that goes into the request for it, and under which client's name, so that no client's fault
/// or end is another's. Its hash is computed once, since every request looks it up.
/// </summary>
internal sealed class TokenKey : IEquatable<TokenKey>
{
    private readonly string _value;
    private readonly int _hash;
    private readonly TokenClient _client;

    public TokenKey(TokenClient client, TokenRequest request)
    {
        _client = client;
        Request = request;
        _value = $"{IdentityOf(client, request)}|{client.Generation}";
        _hash = StringComparer.Ordinal.GetHashCode(_value);
    }

    /// <summary>The same in every replica: all but the count of configurations, which is this process's own.</summary>
    public static string IdentityOf(TokenClient client, TokenRequest request)
    {
        string[] parts =
        [
            client.Name,
            client.Server.AbsoluteUri,
            client.Settings.ClientId,
            client.Authentication.Method,
            request.Scope.Value,
            request.Resource ?? "",
            .. FurtherParts(client.Settings.Request, client.Options.SubjectTokenType),
            .. client
                .Options.Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
                .Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value)}"),
        ];
        return string.Join('|', parts.Select(Uri.EscapeDataString));
    }

    public TokenRequest Request { get; }

    /// <summary>Headers may decide whose token it is; their values may be secrets, so that only their hash is used.</summary>
    private static IEnumerable<string> FurtherParts(TokenRequestSettings settings, string subjectTokenType)
    {
        if (settings.GrantType != TokenGrants.ClientCredentials)
        {
            yield return $"{settings.GrantType} {settings.User?.Name ?? settings.AssertionSubject}";
        }
        if (settings.GrantType == TokenGrants.TokenExchange)
        {
            yield return subjectTokenType;
        }
        foreach (var (name, value) in settings.Headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{name}: {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(value.Reveal())))}";
        }
    }

    /// <summary>Whether the client has a successor, whose slots count from now on.</summary>
    public bool IsReplaced => _client.IsReplaced;

    public bool Equals(TokenKey? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _value == other._value);

    public override bool Equals(object? obj) => Equals(obj as TokenKey);

    public override int GetHashCode() => _hash;

    public override string ToString() => _value;
}
