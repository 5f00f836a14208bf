namespace CiamGateway.Benchmarks.Peers;

/// <summary>nginx that adds a bearer which never changes.</summary>
internal sealed record Nginx() : Peer("nginx", "/usr/sbin/nginx")
{
    public override IReadOnlyList<string> Prepare(Place place) => NginxSettings.Write(place.Folder, workers: 2, $$"""
        upstream api { server {{place.Upstream.Authority}}; keepalive 256; }
        server {
          listen 127.0.0.1:{{place.Port}};
          location / { proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization "Bearer {{Bearer}}"; }
        }
        """);
}
