using CiamGateway.Configuration.Loading;

namespace CiamGateway.Tests.Hosting;

/// <summary>A configuration that reads a file of every kind that is watched.</summary>
internal sealed class WatchedFiles : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly TestAuthority _authority = new();
    private DateTime _time = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public WatchedFiles()
    {
        using var certificate = _authority.Issue("gateway");
        var root = TestAuthority.Pem(_authority.Root);
        _folder
            .With("extra.json", "{}")
            .With("second", "s3cret")
            .With("client.pem", TestAuthority.Pem(certificate))
            .With("client.key", TestAuthority.KeyPem(certificate))
            .With("listener.pem", TestAuthority.Pem(certificate))
            .With("listener.key", TestAuthority.KeyPem(certificate))
            .With("server-authority.pem", root)
            .With("api-authority.pem", root)
            .With("caller-authority.pem", root)
            .With("..1/linked", "s3cret");
        Directory.CreateSymbolicLink(Path("..data"), "..1");
        File.CreateSymbolicLink(Path("linked"), "..data/linked");
    }

    public static string[] Kinds =>
        [
            "appsettings.json",
            "config/routes.json",
            "extra.json",
            "secret",
            "linked",
            "client.pem",
            "client.key",
            "listener.pem",
            "listener.key",
            "server-authority.pem",
            "api-authority.pem",
            "caller-authority.pem",
        ];

    /// <summary>Reads the configuration.</summary>
    public FileStamps Read()
    {
        var read = GatewayConfiguration.Load(
            new ConfigurationArguments
            {
                ContentRoot = _folder.Path,
                Files = [Path("extra.json")],
                ReadEnvironment = false,
                Settings = new Dictionary<string, string?>
                {
                    ["Gateway:TokenClients:provisioning:TrustedCertificatesFile"] = "server-authority.pem",
                    ["Gateway:TokenClients:certified:TokenEndpoint"] = "https://sso.example.com/",
                    ["Gateway:TokenClients:certified:ClientId"] = "certified",
                    ["Gateway:TokenClients:certified:ClientAuthentication"] = "tls_client_auth",
                    ["Gateway:TokenClients:certified:CertificateFile"] = "client.pem",
                    ["Gateway:TokenClients:certified:CertificateKeyFile"] = "client.key",
                    ["Gateway:TokenClients:linked:TokenEndpoint"] = "https://sso.example.com/",
                    ["Gateway:TokenClients:linked:ClientId"] = "linked",
                    ["Gateway:TokenClients:linked:ClientSecretFile"] = "linked",
                    ["Gateway:TokenClients:second:TokenEndpoint"] = "https://sso.example.com/",
                    ["Gateway:TokenClients:second:ClientId"] = "second",
                    ["Gateway:TokenClients:second:ClientSecretFile"] = "second",
                    ["Gateway:Clusters:provisioning:TrustedCertificatesFile"] = "api-authority.pem",
                    ["Gateway:Callers:payroll:Certificates:0:Subject"] = "CN=payroll",
                    ["Gateway:Callers:payroll:Certificates:0:AuthorityFile"] = "caller-authority.pem",
                    ["Kestrel:Endpoints:Callers:Url"] = "https://127.0.0.1:0",
                    ["Kestrel:Endpoints:Callers:Certificate:Path"] = "listener.pem",
                    ["Kestrel:Endpoints:Callers:Certificate:KeyPath"] = "listener.key",
                },
            }
        );
        Xunit.Assert.DoesNotContain(read.Problems, problem => problem.IsError);
        return read.Files;
    }

    public string Path(string file) => System.IO.Path.Combine(_folder.Path, file);

    /// <summary>Sets another time and leaves the content as it is.</summary>
    public void Touch(string file) => File.SetLastWriteTimeUtc(RealPath(file), _time = _time.AddMinutes(1));

    /// <summary>Writes a file of the same length beside it, with the same time, and renames it into its place.</summary>
    public void Swap(string file)
    {
        var (path, content) = (RealPath(file), Other(file));
        File.WriteAllBytes(path + ".new", content);
        File.SetLastWriteTimeUtc(path + ".new", File.GetLastWriteTimeUtc(path));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Writes as many other bytes into the file, and sets its time back.</summary>
    public void Overwrite(string file)
    {
        var (path, content) = (RealPath(file), Other(file));
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, time);
    }

    /// <summary>Has the folder's link lead to a file of the same length and time, as Kubernetes does.</summary>
    public async Task RelinkAsync()
    {
        var time = File.GetLastWriteTimeUtc(Path("..1/linked"));
        _folder.With("..2/linked", "other!");
        File.SetLastWriteTimeUtc(Path("..2/linked"), time);
        await FileGateway.RelinkAsync(Path("..data"), "..2");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    private string RealPath(string file) => File.ResolveLinkTarget(Path(file), returnFinalTarget: true)?.FullName ?? Path(file);

    private byte[] Other(string file) => [.. File.ReadAllBytes(Path(file)).Select(value => (byte)(value + 1))];
}
