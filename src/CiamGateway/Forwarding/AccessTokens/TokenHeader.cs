using System.Net.Http.Headers;
using CiamGateway.Listening;
using CiamGateway.Tokens;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>The header in which an API takes its access token.</summary>
internal sealed class TokenHeader
{
    private const string Standard = "Authorization";

    /// <summary>How the header may be spelled for servers that read an underscore as a hyphen.</summary>
    private readonly HeaderNames? _spellings;

    private TokenHeader(string name, string? prefix)
    {
        (Name, Prefix) = (name, prefix);
        _spellings = name == Standard ? null : new HeaderNames([], [name]);
    }

    /// <summary><c>Authorization</c> with the token's type (RFC 6750 §2.1, RFC 9449 §7.1).</summary>
    public static TokenHeader Default { get; } = new(Standard, prefix: null);

    public string Name { get; }

    /// <summary>What comes before the token, with a space between. Null for the token's type; empty for the token alone.</summary>
    public string? Prefix { get; }

    public static TokenHeader Of(string? name, string? prefix) =>
        (name is null || name.Equals(Standard, StringComparison.OrdinalIgnoreCase)) && prefix is null
            ? Default
            : new(name is null || name.Equals(Standard, StringComparison.OrdinalIgnoreCase) ? Standard : name, prefix);

    /// <summary>Adds a token to a request that has none, and removes what the caller sent under the header's name.</summary>
    public void Add(HttpRequestHeaders headers, AccessToken token) => Add(headers, token.AuthorizationHeader);

    /// <summary>The same, with asterisks for the token.</summary>
    public void AddRedacted(HttpRequestHeaders headers, string type) => Add(headers, $"{type} ***");

    /// <summary>Puts a new token in the place of the one that the request has.</summary>
    public void Replace(HttpRequestHeaders headers, AccessToken token)
    {
        headers.Remove(Name);
        headers.TryAddWithoutValidation(Name, ValueOf(token.AuthorizationHeader));
    }

    /// <param name="type">The type of the client's tokens.</param>
    /// <returns>The token that the request goes out with, as in <see cref="AccessToken.AuthorizationHeader"/>.</returns>
    public string AuthorizationOf(HttpRequestHeaders headers, string type)
    {
        var value = headers.NonValidated[Name].ToString();
        return Prefix is null ? value : $"{type} {(Prefix.Length == 0 ? value : value[(Prefix.Length + 1)..])}";
    }

    private void Add(HttpRequestHeaders headers, string authorization)
    {
        if (_spellings is not null)
        {
            foreach (var name in headers.NonValidated.Select(header => header.Key).Where(_spellings.Contain).ToList())
            {
                headers.Remove(name);
            }
        }
        headers.TryAddWithoutValidation(Name, ValueOf(authorization));
    }

    private string ValueOf(string authorization) =>
        Prefix switch
        {
            null => authorization,
            "" => TokenIn(authorization),
            _ => $"{Prefix} {TokenIn(authorization)}",
        };

    private static string TokenIn(string authorization) => authorization[(authorization.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}
