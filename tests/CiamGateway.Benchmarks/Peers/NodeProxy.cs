using System.Diagnostics;

namespace CiamGateway.Benchmarks.Peers;

/// <summary>A Node.js proxy of http-proxy-middleware and openid-client, which fetches and keeps the token.</summary>
internal sealed record NodeProxy(string Folder) : Peer("Node.js", "/usr/bin/node")
{
    /// <summary>It could speak TLS; teams let something else do that.</summary>
    public override bool Speaks(Protocol protocol) => protocol is Protocol.Plain;

    /// <summary>Fetches its packages, unless they are there.</summary>
    public async Task<bool> IsPresentAsync()
    {
        if (!File.Exists(Program) || !File.Exists("/usr/bin/npm"))
        {
            return false;
        }
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            using var install = Process.Start("npm", ["ci", "--prefix", Folder, "--no-audit", "--no-fund", "--silent"]);
            await install.WaitForExitAsync();
            return install.ExitCode == 0;
        }
        return true;
    }

    public bool HasToken { get; init; } = true;

    public override Peer? WithoutToken => this with { HasToken = false };

    public override IReadOnlyList<string> Prepare(Place place) =>
        [Path.Combine(Folder, "proxy.mjs"), $"{place.Port}", place.Upstream.ToString(), .. HasToken ? (string[])[] : ["without-token"]];
}
