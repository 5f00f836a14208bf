using CiamGateway.Secrecy;

namespace CiamGateway.Configuration.Secrets;

/// <summary>A secret that no log, dump or string interpolation shows, and that is masked in texts of other servers.</summary>
internal sealed class Secret : IHoldsSecrets
{
    private const string PasswordOf = "password=";

    private readonly string _value;

    public Secret(string value)
    {
        _value = value;
        KnownSecrets.Add(this);
    }

    /// <summary>The whole, and of a configuration string each password alone, since that may be short.</summary>
    public IEnumerable<string> Secrets =>
        [_value, .. _value.Split(',', ';').Where(IsPassword).Select(part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..])];

    public string Reveal() => _value;

    public override string ToString() => SecretMask.Mask;

    private static bool IsPassword(string part) => part.Contains(PasswordOf, StringComparison.OrdinalIgnoreCase);
}
