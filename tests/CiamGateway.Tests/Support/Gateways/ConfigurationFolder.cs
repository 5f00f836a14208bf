using CiamGateway.Configuration.Loading;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>A folder with configuration files, as an operator would have it.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-");

    public string Path => _folder.FullName;

    /// <summary>A configuration without a fault, to which each test adds its own.</summary>
    public static ConfigurationFolder Sound() =>
        new ConfigurationFolder()
            .With("secret", "s3cret\n")
            .With(
                "appsettings.json",
                """
                {
                  "Gateway": {
                    "TokenClients": {
                      "provisioning": {
                        "TokenEndpoint": "https://sso.example.com/as/token.oauth2", // comments are fine
                        "ClientId": "Acrvzwdh0",
                        "ClientSecretFile": "secret",
                      }
                    }
                  },
                  "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary": {
                    "Address": "https://api.example.com/" } } } } }
                }
                """
            )
            .With(
                "config/routes.json",
                """
                {
                  "ReverseProxy": {
                    "Routes": {
                      "domain-list": {
                        "ClusterId": "provisioning",
                        "Match": { "Path": "/Domains", "Methods": [ "GET" ] },
                        "Transforms": [ { "AccessToken": "provisioning", "Scope": "application.client" } ]
                      }
                    }
                  }
                }
                """
            );

    public ConfigurationFolder With(string file, string content)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return this;
    }

    public GatewayConfiguration Load(params string[] overrides) =>
        GatewayConfiguration.Load(
            new ConfigurationArguments
            {
                ContentRoot = Path,
                Overrides = overrides,
                ReadEnvironment = false,
            }
        );

    /// <summary>
    /// Every problem of the whole configuration, one line each, without the place that a path was written at. Each says what to do.
    /// </summary>
    public async Task<IReadOnlyList<string>> Problems(params string[] overrides)
    {
        var problems = (await ValidateAsync(overrides)).Problems;
        Assert.All(problems, problem => Assert.Null(MessageForm.FaultOf($"{problem}")));
        return [.. problems.Select(problem => (problem.Path.Length > 0 ? problem with { Place = null } : problem).ToString())];
    }

    public Task<ValidatedConfiguration> ValidateAsync(params string[] overrides) => GatewayHost.ValidateAsync(LoadWith(overrides));

    /// <summary>Without a command line, on which a secret is a problem of its own.</summary>
    private GatewayConfiguration LoadWith(IEnumerable<string> overrides) =>
        GatewayConfiguration.Load(
            new ConfigurationArguments
            {
                ContentRoot = Path,
                Settings = overrides
                    .Select(setting => setting.TrimStart('-').Split('=', 2))
                    .ToDictionary(pair => pair[0], string? (pair) => pair[1]),
                ReadEnvironment = false,
            }
        );

    public void Dispose() => _folder.Delete(recursive: true);
}
