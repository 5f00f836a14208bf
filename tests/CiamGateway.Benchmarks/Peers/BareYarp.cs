namespace CiamGateway.Benchmarks.Peers;

/// <summary>YARP as it comes, native, one route and no transform: what the gateway's own work is measured against.</summary>
internal sealed record BareYarp(string Program) : Peer("bare YARP", Program)
{
    public override IReadOnlyList<string> Prepare(string folder, int port, Uri upstream) =>
    [
        $"--urls=http://127.0.0.1:{port}",
        "--ReverseProxy:Routes:all:ClusterId=all",
        "--ReverseProxy:Routes:all:Match:Path=/{**path}",
        $"--ReverseProxy:Clusters:all:Destinations:one:Address={upstream}",
    ];
}
