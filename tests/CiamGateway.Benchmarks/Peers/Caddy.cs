namespace CiamGateway.Benchmarks.Peers;

/// <summary>Caddy that adds a bearer which never changes.</summary>
internal sealed record Caddy() : Peer("Caddy", "/usr/bin/caddy")
{
    public override IReadOnlyList<string> Prepare(string folder, int port, Uri upstream) =>
    [
        "run", "--adapter", "caddyfile", "--config", Write(folder, "Caddyfile", $$"""
            {
              admin off
              auto_https off
            }
            http://127.0.0.1:{{port}} {
              reverse_proxy {{upstream.Authority}} {
                header_up Authorization "Bearer {{Bearer}}"
              }
            }

            """),
    ];
}
