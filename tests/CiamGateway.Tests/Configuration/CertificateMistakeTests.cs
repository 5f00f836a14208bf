using System.Security.Cryptography;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>
/// Each mistake with a certificate, its private key and their password is told apart, and names the key of the configuration to correct.
/// </summary>
public sealed class CertificateMistakeTests : IDisposable
{
    private const string Cluster = "Gateway:Clusters:provisioning";
    private const string Default = "Kestrel:Certificates:Default";
    private const string Client = "Gateway:TokenClients:provisioning";
    private const string Host = "Kestrel:Endpoints:Callers:Sni:api.example";
    private readonly MistakenCertificate _files = new();

    public static TheoryData<string> Owners => ["cluster", "token client", "listener", "host name"];

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task A_wrong_password_of_a_PFX(string owner)
    {
        _files.WriteBytes("pfx", _files.Authority.Pfx(_files.Certificate, "right"));
        var keys = Keys.Of(owner);
        await _files.SaysAsync(
            $"{keys.Password}: is not the password of PFX '{_files.At("pfx")}'. Fix: correct {keys.Password}.",
            [.. keys.Settings, $"{keys.File}=pfx", $"{keys.Password}=not-the-one"]
        );
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task A_missing_password_of_a_PFX(string owner)
    {
        _files.WriteBytes("pfx", _files.Authority.Pfx(_files.Certificate, "right"));
        var keys = Keys.Of(owner);
        await _files.SaysAsync(
            $"{keys.File}: PFX '{_files.At("pfx")}' has a password, and none is given. Fix: set {keys.Password}",
            [.. keys.Settings, $"{keys.File}=pfx"]
        );
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task A_missing_key(string owner)
    {
        _files.With("pem", TestAuthority.Pem(_files.Certificate, _files.Authority.Intermediate));
        var keys = Keys.Of(owner);
        await _files.SaysAsync(
            $"{keys.File}: file '{_files.At("pem")}' holds a certificate without its private key. "
                + $"Fix: set {keys.Key} to the file of the key",
            [.. keys.Settings, $"{keys.File}=pem"]
        );
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task The_key_of_another_certificate(string owner)
    {
        using var other = _files.Authority.Issue("other");
        _files.With("pem", TestAuthority.Pem(_files.Certificate)).With("key", TestAuthority.KeyPem(other));
        var keys = Keys.Of(owner);
        await _files.SaysAsync(
            $"{keys.Key}: the private key in '{_files.At("key")}' belongs to another certificate than the one in '{_files.At("pem")}'. "
                + "Fix: name the two",
            [.. keys.Settings, $"{keys.File}=pem", $"{keys.Key}=key"]
        );
    }

    [Fact]
    public async Task The_RSA_key_of_another_certificate()
    {
        using var rsa = RSA.Create(2048);
        _files.With("pem", TestAuthority.Pem(_files.Certificate)).With("key", rsa.ExportRSAPrivateKeyPem());
        await _files.SaysAsync(
            "CertificateKeyFile: the private key in '",
            $"{Cluster}:CertificateFile=pem",
            $"{Cluster}:CertificateKeyFile=key"
        );
    }

    [Theory]
    [InlineData(
        null,
        "CertificateKeyFile: the private key in '{0}' is encrypted, and no password is given. Fix: set {1}:CertificatePasswordFile."
    )]
    [InlineData("wrong", "CertificatePassword: is not the password of the private key in '{0}'. Fix: correct {1}:CertificatePassword.")]
    public async Task A_password_of_an_encrypted_key(string? password, string expected)
    {
        _files.With("pem", TestAuthority.Pem(_files.Certificate)).With("key", _files.EncryptedKey());
        await _files.SaysAsync(
            string.Format(null, expected, _files.At("key"), Cluster),
            $"{Cluster}:CertificateFile=pem",
            $"{Cluster}:CertificateKeyFile=key",
            $"{Cluster}:CertificatePassword={password}"
        );
    }

    [Fact]
    public async Task A_password_that_nothing_is_encrypted_with()
    {
        _files.With("pem", TestAuthority.Pem(_files.Certificate) + "\n" + TestAuthority.KeyPem(_files.Certificate)).With("password", "x");
        _files.WriteBytes("pfx", _files.Authority.Pfx(_files.Certificate, null));
        await _files.SaysAsync(
            $"CertificatePasswordFile: is given, and the private key in '{_files.At("pem")}' is not encrypted. "
                + $"Fix: remove {Cluster}:CertificatePasswordFile.",
            $"{Cluster}:CertificateFile=pem",
            $"{Cluster}:CertificatePasswordFile=password"
        );
        await _files.SaysAsync(
            $"CertificatePasswordFile: is given, and PFX '{_files.At("pfx")}' has no password.",
            $"{Cluster}:CertificateFile=pfx",
            $"{Cluster}:CertificatePasswordFile=password"
        );
    }

    [Fact]
    public async Task Certificates_in_the_wrong_order()
    {
        _files
            .With("pem", TestAuthority.Pem(_files.Authority.Intermediate, _files.Certificate))
            .With("key", TestAuthority.KeyPem(_files.Certificate));
        await _files.SaysAsync(
            $"CertificateFile: the first certificate of '{_files.At("pem")}' is not that of the private key, "
                + "which belongs to certificate 2 of the file.",
            $"{Cluster}:CertificateFile=pem",
            $"{Cluster}:CertificateKeyFile=key"
        );
    }

    [Fact]
    public async Task A_key_file_beside_a_PFX_is_a_warning()
    {
        _files.WriteBytes("pfx", _files.Authority.Pfx(_files.Certificate, null));
        _files.With("key", TestAuthority.KeyPem(_files.Certificate));
        await _files.SaysAsync(
            $"{Cluster}:CertificateKeyFile: is not used: '{_files.At("pfx")}' is a PFX, which holds its private key. "
                + $"Fix: remove {Cluster}:CertificateKeyFile.",
            $"{Cluster}:CertificateFile=pfx",
            $"{Cluster}:CertificateKeyFile=key"
        );
    }

    /// <param name="Settings">What else the configuration needs for it.</param>
    private sealed record Keys(string File, string Key, string Password, params string[] Settings)
    {
        public static Keys Of(string owner) =>
            owner switch
            {
                "cluster" => OfGateway(Cluster),
                "token client" => OfGateway(Client, $"{Client}:ClientAuthentication=tls_client_auth", $"{Client}:ClientSecretFile="),
                "listener" => OfKestrel(Default, "Urls=https://127.0.0.1:8443"),
                _ => OfKestrel($"{Host}:Certificate", "Kestrel:Endpoints:Callers:Url=https://127.0.0.1:8443"),
            };

        private static Keys OfGateway(string section, params string[] settings) =>
            new($"{section}:CertificateFile", $"{section}:CertificateKeyFile", $"{section}:CertificatePassword", settings);

        private static Keys OfKestrel(string section, params string[] settings) =>
            new($"{section}:Path", $"{section}:KeyPath", $"{section}:Password", settings);
    }
}
