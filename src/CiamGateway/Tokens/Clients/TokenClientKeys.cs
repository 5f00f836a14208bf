using System.Text.RegularExpressions;

namespace CiamGateway.Tokens.Clients;

/// <summary>Names the configuration keys of a token client with their full paths, for texts that only operators read.</summary>
internal static partial class TokenClientKeys
{
    public static string WithPaths(string text, string client) =>
        Key().Replace(text, key => $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{client}:{key.Value}");

    [GeneratedRegex(
        @"(?<![:\w])(?:TokenEndpoint|Issuer|ClientId|ClientAuthentication|GrantType|SubjectTokenFile|SubjectTokenType|AssertionSubject"
            + @"|AssertionAudience|AssertionFile|ClientAssertionFile|ClientSecretFile|ClientSecret|PrivateKeyFile|PrivateKey"
            + @"|CertificateFile|UserName|PasswordFile|Parameters|RequestFormat|Proxy:Address|Proxy:UserName|Proxy:PasswordFile)\b"
    )]
    private static partial Regex Key();
}
