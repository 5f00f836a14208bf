namespace CiamGateway.Benchmarks.Peers;

/// <summary>nginx that adds a bearer which never changes.</summary>
internal sealed record Nginx() : Peer("nginx", "/usr/sbin/nginx")
{
    public override IReadOnlyList<string> Prepare(string folder, int port, Uri upstream) => NginxSettings.Write(folder, workers: 2, $$"""
        upstream api { server {{upstream.Authority}}; keepalive 256; }
        server {
          listen 127.0.0.1:{{port}};
          location / { proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization "Bearer {{Bearer}}"; }
        }
        """);
}
