namespace CiamGateway.Benchmarks.Peers;

/// <summary>YARP as it comes, native, one route and no transform: what the gateway's own work is measured against.</summary>
internal sealed record BareYarp(string Program) : Peer("bare YARP", Program)
{
    public override IReadOnlyList<string> Prepare(Place place) =>
        [
            $"--Kestrel:Endpoints:Callers:Url={place.Url}",
            $"--Kestrel:Endpoints:Callers:Protocols={(place.Protocol is Protocol.Http2 ? "Http2" : "Http1")}",
            $"--Kestrel:Endpoints:Callers:Certificate:Path={(place.HasTls ? place.Certificate : "")}",
            $"--Kestrel:Endpoints:Callers:Certificate:KeyPath={(place.HasTls ? place.Key : "")}",
            "--ReverseProxy:Routes:all:ClusterId=all",
            "--ReverseProxy:Routes:all:Match:Path=/{**path}",
            "--ReverseProxy:Routes:all:MaxRequestBodySize=-1",
            $"--ReverseProxy:Clusters:all:Destinations:one:Address={place.Upstream}",
        ];
}
