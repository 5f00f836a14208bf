namespace CiamGateway.Benchmarks.Peers;

/// <summary>nginx that adds a bearer which never changes.</summary>
internal sealed record Nginx() : Peer("nginx", "/usr/sbin/nginx")
{
    public bool HasToken { get; init; } = true;

    /// <summary>It speaks HTTP/1.1 to what is behind it.</summary>
    public override bool Speaks(Protocol protocol) => protocol is not Protocol.Http2;

    public override IReadOnlyList<string> Prepare(Place place) =>
        NginxSettings.Write(
            place.Folder,
            workers: 2,
            NginxSettings.Server(
                place,
                $$"""
                location / { proxy_pass {{place.Upstream.Scheme}}://api; proxy_set_header Connection "";
                  {{(HasToken ? $"proxy_set_header Authorization \"Bearer {Bearer}\";" : "")}} }
                """
            )
        );
}
