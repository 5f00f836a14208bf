using System.Diagnostics.CodeAnalysis;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>What reading a private key came to: the key, or what is wrong with it in words that do not quote it.</summary>
internal sealed record PrivateKeyReading(AsymmetricSecurityKey? Key, string? Fault)
{
    public const string UnknownKind = "is neither an RSA nor an EC private key (EdDSA is not among what .NET can sign with).";

    [MemberNotNullWhen(true, nameof(Key))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool Succeeded => Key is not null;

    /// <summary>The algorithm that the key itself says it is for (RFC 7517 §4.4).</summary>
    public string? Algorithm { get; init; }

    public static implicit operator PrivateKeyReading(AsymmetricSecurityKey key) => new(key, null);

    public static implicit operator PrivateKeyReading(string fault) => new(null, fault);

    public override string ToString() => Fault ?? "***";
}
