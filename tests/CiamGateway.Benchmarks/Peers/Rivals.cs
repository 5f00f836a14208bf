using System.Diagnostics;

namespace CiamGateway.Benchmarks.Peers;

/// <summary>Who is measured side by side: the gateway, bare YARP, and those of the usual proxies that this machine has.</summary>
internal static class Rivals
{
    public static async Task<IReadOnlyList<Peer>> PresentAsync()
    {
        var (script, lua) = (new NginxWithScript(), new NginxWithLua());
        var node = new NodeProxy(
            Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "tests/CiamGateway.Benchmarks/Peers/node-proxy")
        );
        return
        [
            await GatewayAsync(),
            new BareYarp(await PublishAsync("tests/CiamGateway.BareProxy", "bare-proxy")),
            .. new Peer[] { new Nginx(), new HAProxy(), new Caddy() }.Where(peer => File.Exists(peer.Program)),
            .. script.IsPresent ? (Peer[])[script] : [],
            .. lua.IsPresent ? (Peer[])[lua] : [],
            .. await node.IsPresentAsync() ? (Peer[])[node] : [],
        ];
    }

    public static async Task<Gateway> GatewayAsync() => new(await PublishAsync("src/CiamGateway", "ciam-gateway"));

    /// <summary>Publishes natively into artifacts/, unless it is there.</summary>
    private static async Task<string> PublishAsync(string project, string program)
    {
        var output = Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "artifacts", program);
        var binary = Path.Combine(output, program);
        if (!File.Exists(binary))
        {
            using var publish = Process.Start(
                "dotnet",
                ["publish", Path.Combine(output, "../..", project), "-c", "Release", "-r", "linux-x64", "-o", output, "-v", "quiet"]
            );
            await publish.WaitForExitAsync();
        }
        return binary;
    }

    private static string Root(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "CiamGateway.sln")) ? folder.FullName : Root(folder.Parent!);
}
