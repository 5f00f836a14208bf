namespace CiamGateway.Benchmarks.Peers;

/// <summary>The API and the token endpoint behind every peer: nginx, which answers both from memory.</summary>
internal sealed record Upstream() : Peer("upstream", "/usr/sbin/nginx")
{
    public override IReadOnlyList<string> Prepare(string folder, int port, Uri upstream) =>
    [
        "-p", folder, "-e", "stderr", "-g", "daemon off;", "-c", Write(folder, "upstream.conf", $$"""
            worker_processes 1;
            pid {{folder}}/upstream.pid;
            events { worker_connections 8192; }
            http {
              access_log off;
              keepalive_requests 1000000;
              default_type application/json;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi; uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
              server {
                listen 127.0.0.1:{{port}};
                location = /token { return 200 '{"access_token":"{{Bearer}}","token_type":"Bearer","expires_in":7200,"scope":"application.client"}'; }
                location / { return 200 '{"Resources":[{"id":"42","friendlyName":"Mine","description":"My first domain","status":"active"}],"totalResults":1}'; }
              }
            }
            """),
    ];
}
