using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>A file that audit lines go to, in a folder that can be taken away from it.</summary>
internal sealed class AuditedFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-audit-");

    public string Folder => System.IO.Path.Combine(_folder.FullName, "logs");

    public string Path => System.IO.Path.Combine(Folder, "audit.json");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <returns>A gateway that has opened the file.</returns>
    public async Task<GatewayBeforeUpstream> StartAsync(
        Uri tokenEndpoint,
        RequestDelegate answer,
        Dictionary<string, string?>? settings = null
    )
    {
        var gateway = await StartUnopenedAsync(tokenEndpoint, answer, settings);
        await Eventually.HoldsAsync(() => File.Exists(Path));
        return gateway;
    }

    public Task<GatewayBeforeUpstream> StartUnopenedAsync(
        Uri tokenEndpoint,
        RequestDelegate answer,
        Dictionary<string, string?>? settings = null
    ) => GatewayBeforeUpstream.StartAsync(tokenEndpoint, answer, Recorded(settings ?? []));

    public Dictionary<string, string?> Recorded(Dictionary<string, string?> settings) =>
        new(settings) { ["Gateway:Audit:Target"] = "File", ["Gateway:Audit:File"] = Path };

    /// <summary>There is a file in the place of the folder.</summary>
    public void Block()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
        File.WriteAllText(Folder, "");
    }

    public void Unblock() => File.Delete(Folder);

    public async Task<List<JsonNode>> LinesAsync(int atLeast)
    {
        await Eventually.HoldsAsync(() => WholeLines().Length >= atLeast);
        return [.. WholeLines().Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>Without what is just being written.</summary>
    private string[] WholeLines() => File.Exists(Path) ? File.ReadAllText(Path).Split('\n')[..^1] : [];
}
