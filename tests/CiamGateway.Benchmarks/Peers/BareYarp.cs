namespace CiamGateway.Benchmarks.Peers;

/// <summary>YARP as it comes, native, one route and no transform: what the gateway's own work is measured against.</summary>
internal sealed record BareYarp(string Program) : Peer("bare YARP", Program)
{
    public override IReadOnlyList<string> Prepare(Place place) =>
    [
        $"--urls={place.Url}",
        "--ReverseProxy:Routes:all:ClusterId=all",
        "--ReverseProxy:Routes:all:Match:Path=/{**path}",
        "--ReverseProxy:Routes:all:MaxRequestBodySize=-1",
        $"--ReverseProxy:Clusters:all:Destinations:one:Address={place.Upstream}",
    ];
}
