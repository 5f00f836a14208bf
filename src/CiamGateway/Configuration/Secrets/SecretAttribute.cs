using CiamGateway.Configuration.Schema;

namespace CiamGateway.Configuration.Secrets;

/// <summary>
/// An option whose value is a secret. It is left out of the configuration's hash, and a copy that other users can read is reported.
/// </summary>
/// <param name="meaning">Without default, range and example, which are added.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute(string meaning) : OptionAttribute(meaning)
{
    /// <summary>The value is a hash of a secret, which other users may read.</summary>
    public bool IsHash { get; init; }

    /// <summary>The value is a secret only if it contains this text, such as the password in a connection string. Null: always.</summary>
    public string? OnlyWith { get; init; }

    /// <summary>For a dictionary: its entries whose names end in one of these are secrets. Empty: every entry.</summary>
    public string[] NamesEndingIn { get; init; } = [];

    /// <param name="name">The last part of the configuration key.</param>
    public bool Covers(string name) =>
        NamesEndingIn.Length == 0 || Array.Exists(NamesEndingIn, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
