using System.Text.RegularExpressions;

namespace CiamGateway.Tokens.Clients;

/// <summary>Names the configuration keys of a token client with their full paths, for texts that only operators read.</summary>
internal static partial class TokenClientKeys
{
    /// <summary>The transforms of a route, for texts that do not know which route it is.</summary>
    public const string AnyTransforms = "ReverseProxy:Routes:NAME:Transforms";

    /// <param name="transforms">The transforms of the routes that the text is about.</param>
    public static string WithPaths(string text, string client, string transforms) =>
        Key()
            .Replace(text, key => $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{client}:{key.Value}")
            .Replace("the route's Scope", $"Scope in {transforms}", StringComparison.Ordinal)
            .Replace("the route's Resource", $"Resource in {transforms}", StringComparison.Ordinal);

    [GeneratedRegex(
        @"(?<![:\w])(?:TokenEndpoint|Issuer|ClientId|ClientAuthentication|GrantType|SubjectTokenFile|SubjectTokenType|AssertionSubject"
            + @"|AssertionAudience|AssertionFile|ClientAssertionFile|ClientSecretFile|ClientSecret|PrivateKeyFile|PrivateKey"
            + @"|CertificateFile|UserName|PasswordFile|Parameters|RequestFormat|SigningAlgorithm"
            + @"|DPoP(?= to )|Proxy:Address|Proxy:UserName|Proxy:PasswordFile)\b"
    )]
    private static partial Regex Key();
}
