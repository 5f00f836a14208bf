using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CiamGateway.Chaos.Load;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Gateway;

/// <summary>The folder with the configuration and the secrets of the gateways, which all replicas share.</summary>
internal sealed class GatewayFiles
{
    public const string ApiKey = "key-of-the-callers";

    private readonly IReadOnlyList<Side> _sides;
    private readonly int? _redisPort;

    /// <param name="redisPort">Null if replicas do not share tokens.</param>
    public GatewayFiles(string folder, IReadOnlyList<Side> sides, int? redisPort)
    {
        (Folder, _sides, _redisPort) = (folder, sides, redisPort);
        Directory.CreateDirectory(Path.Combine(folder, "secrets"));
        Directory.CreateDirectory(AuditFolder);
        foreach (var side in sides)
        {
            var secret = NewSecret();
            side.AuthorizationServer.Secrets[secret] = true;
            File.WriteAllText(SecretFile(side), secret);
        }
        WriteSettings();
        WriteRoutes();
    }

    public string Folder { get; }

    public string AuditFolder => Path.Combine(Folder, "audit");

    public string RoutesFile => Path.Combine(Folder, "routes.json");

    /// <summary>Written into the routes file as a comment, so that each edition is another file.</summary>
    public int Edition { get; set; }

    public string SecretFile(Side side) => Path.Combine(Folder, "secrets", side.Name);

    public IEnumerable<string> SideNames => _sides.Select(side => side.Name);

    public static string NewSecret() => Guid.NewGuid().ToString("N");

    /// <summary>Writes the routes as the sides' scopes are now.</summary>
    /// <param name="further">A path of a route that is served besides.</param>
    public void WriteRoutes(string? further = null) => File.WriteAllText(RoutesFile, $"// edition {Edition++}\n{Routes(further)}");

    private string Routes(string? further)
    {
        var routes = new JsonObject();
        foreach (var side in _sides)
        {
            foreach (var operation in Operation.All)
            {
                routes[$"{side.Name} {operation.Name}".Replace(' ', '-').Replace('/', '-')] = Route(side, operation);
            }
        }
        if (further is not null)
        {
            routes["further"] = Route(_sides[0], new Operation("GET", further, "read", 0));
        }
        return new JsonObject { ["ReverseProxy"] = new JsonObject { ["Routes"] = routes } }.ToJsonString();
    }

    private static JsonObject Route(Side side, Operation operation) =>
        new()
        {
            ["ClusterId"] = side.Name,
            ["Match"] = new JsonObject { ["Path"] = $"/{side.Name}/{operation.Part}", ["Methods"] = new JsonArray(operation.Method) },
            ["Transforms"] = new JsonArray(
                operation.Scope is null
                    ? new JsonObject { ["AccessToken"] = "none" }
                    : new JsonObject { ["AccessToken"] = side.Name, ["Scope"] = side.Api.Scopes.Of(operation) }
            ),
        };

    private void WriteSettings()
    {
        var (clients, clusters) = (new JsonObject(), new JsonObject());
        foreach (var side in _sides)
        {
            clients[side.Name] = new JsonObject
            {
                ["TokenEndpoint"] = $"http://127.0.0.1:{side.AuthorizationServer.Server.Port}/token",
                ["ClientId"] = side.Name,
                ["ClientAuthentication"] = side == _sides[0] ? "client_secret_basic" : "client_secret_post",
                ["ClientSecretFile"] = SecretFile(side),
            };
            clusters[side.Name] = new JsonObject
            {
                // A hanging API may not fill the limit of requests at the same time.
                ["HttpRequest"] = new JsonObject { ["ActivityTimeout"] = "00:00:04" },
                ["Destinations"] = new JsonObject
                {
                    ["primary"] = new JsonObject { ["Address"] = $"http://127.0.0.1:{side.Api.Server.Port}/" },
                },
            };
        }
        var key = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey)));
        var gateway = new JsonObject
        {
            ["RouteFiles"] = new JsonArray("routes.json"),
            ["TokenClients"] = clients,
            ["Callers"] = new JsonObject { ["callers"] = new JsonObject { ["ApiKeys"] = new JsonArray($"sha256:{key}") } },
            ["AnonymousCallers"] = "Denied",
            ["Limits"] = new JsonObject { ["PerCaller"] = new JsonObject { ["Concurrency"] = 0 } },
            ["Audit"] = new JsonObject
            {
                ["Target"] = "File",
                ["MaxFileSize"] = 1_000_000,
                ["MaxFiles"] = 1,
                // Small, so that it fills while the audit log cannot be written.
                ["QueueSize"] = 200,
            },
            ["Shutdown"] = new JsonObject { ["Delay"] = "00:00:02", ["Timeout"] = "00:00:10" },
        };
        if (_redisPort is { } port)
        {
            gateway["TokenCache"] = new JsonObject { ["Redis"] = $"127.0.0.1:{port}" };
        }
        File.WriteAllText(
            Path.Combine(Folder, "appsettings.json"),
            new JsonObject
            {
                ["Gateway"] = gateway,
                ["ReverseProxy"] = new JsonObject { ["Clusters"] = clusters },
            }.ToJsonString(new JsonSerializerOptions { WriteIndented = true })
        );
    }
}
