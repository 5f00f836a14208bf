using CiamGateway.Configuration.Secrets;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>The credential of a client: exactly one of these, depending on its authentication method.</summary>
internal sealed record ClientCredential(string Method)
{
    public Secret? Secret { get; init; }

    public SigningCredentials? SigningKey { get; init; }

    /// <summary>The full path of the file with an assertion that another program signs.</summary>
    public string? AssertionFile { get; init; }

    public KeyedCertificate? Certificate { get; init; }

    public override string ToString() => Method;
}
