using CiamGateway.Secrecy;

namespace CiamGateway.Configuration.Secrets;

/// <summary>A secret that no log, dump or string interpolation shows, and that is masked in texts of other servers.</summary>
internal sealed class Secret : IHoldsSecrets
{
    private const string PemBoundary = "-----";
    private const string PasswordOf = "password=";

    private readonly string _value;

    /// <param name="isConnectionString">Only passwords of it are secret: its host names occur in many texts.</param>
    public Secret(string value, bool isConnectionString = false)
    {
        _value = value;
        Secrets =
        [
            .. isConnectionString ? [] : (string[])[Content],
            .. value.Split(',', ';').Where(IsPassword).Select(part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]),
        ];
        KnownSecrets.Add(this);
    }

    /// <summary>The whole, unless it is a connection string; each password in it alone, since that may be short.</summary>
    /// <remarks>The same texts each time, which <see cref="SecretMask"/> then need not examine again.</remarks>
    public IEnumerable<string> Secrets { get; }

    public string Reveal() => _value;

    /// <summary>Of a key in PEM (RFC 7468) all but its first and last line, which occur in many texts.</summary>
    private string Content =>
        _value.StartsWith(PemBoundary, StringComparison.Ordinal)
            ? string.Join('\n', _value.Split('\n').Where(line => !line.StartsWith(PemBoundary, StringComparison.Ordinal)))
            : _value;

    public override string ToString() => SecretMask.Mask;

    private static bool IsPassword(string part) => part.Contains(PasswordOf, StringComparison.OrdinalIgnoreCase);
}
