using CiamGateway.Configuration.Secrets;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>What a client proves who it is with: just one of these, as its authentication method wants it.</summary>
internal sealed record ClientCredential(string Method)
{
    public Secret? Secret { get; init; }

    public SigningCredentials? SigningKey { get; init; }

    /// <summary>The full path of the file with an assertion that another program signs.</summary>
    public string? AssertionFile { get; init; }

    public KeyedCertificate? Certificate { get; init; }

    public override string ToString() => Method;
}
