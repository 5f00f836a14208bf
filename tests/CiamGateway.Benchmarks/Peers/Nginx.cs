namespace CiamGateway.Benchmarks.Peers;

/// <summary>nginx that adds a bearer which never changes.</summary>
internal sealed record Nginx() : Peer("nginx", "/usr/sbin/nginx")
{
    public override IReadOnlyList<string> Prepare(string folder, int port, Uri upstream) =>
    [
        "-p", folder, "-e", "stderr", "-g", "daemon off;", "-c", Write(folder, "nginx.conf", $$"""
            worker_processes 2;
            pid {{folder}}/nginx.pid;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi; uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
              upstream api { server {{upstream.Authority}}; keepalive 256; }
              server {
                listen 127.0.0.1:{{port}};
                location / { proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization "Bearer {{Bearer}}"; }
              }
            }
            """),
    ];
}
