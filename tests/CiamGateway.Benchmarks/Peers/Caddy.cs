namespace CiamGateway.Benchmarks.Peers;

/// <summary>Caddy that adds a bearer which never changes.</summary>
internal sealed record Caddy() : Peer("Caddy", "/usr/bin/caddy")
{
    public override IReadOnlyList<string> Prepare(Place place) =>
    [
        "run", "--adapter", "caddyfile", "--config", place.Write("Caddyfile", $$"""
            {
              admin off
              auto_https off
            }
            http://127.0.0.1:{{place.Port}} {
              reverse_proxy {{place.Upstream.Authority}} {
                header_up Authorization "Bearer {{Bearer}}"
              }
            }

            """),
    ];
}
