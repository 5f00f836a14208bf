namespace CiamGateway.Benchmarks.Peers;

/// <summary>Caddy that adds a bearer which never changes.</summary>
internal sealed record Caddy() : Peer("Caddy", "/usr/bin/caddy")
{
    public override IReadOnlyList<string> Prepare(Place place) =>
        [
            "run",
            "--adapter",
            "caddyfile",
            "--config",
            place.Write(
                "Caddyfile",
                $$"""
                {
                  admin off
                  auto_https off
                  default_sni 127.0.0.1
                }
                {{place.Url.GetLeftPart(UriPartial.Authority)}} {
                  {{(place.HasTls ? $"tls {place.Certificate} {place.Key}" : "")}}
                  reverse_proxy {{place.Upstream.GetLeftPart(UriPartial.Authority)}} {
                    header_up Authorization "Bearer {{Bearer}}"
                    {{Transport(place.Protocol)}}
                  }
                }

                """
            ),
        ];

    private static string Transport(Protocol protocol) =>
        protocol switch
        {
            Protocol.Plain => "",
            Protocol.Tls => "transport http {\nversions 1.1\n}",
            _ => "transport http {\nversions 2\n}",
        };
}
