namespace CiamGateway.Benchmarks.Peers;

/// <summary>The API and the token endpoint behind every peer: nginx, which answers both from memory.</summary>
internal sealed record Upstream() : Peer("upstream", "/usr/sbin/nginx")
{
    public override IReadOnlyList<string> Prepare(string folder, int port, Uri upstream) => NginxSettings.Write(folder, workers: 1, $$"""
        keepalive_requests 1000000;
        default_type application/json;
        server {
          listen 127.0.0.1:{{port}};
          location = /token { return 200 '{"access_token":"{{Bearer}}","token_type":"Bearer","expires_in":7200,"scope":"application.client"}'; }
          location / { return 200 '{"Resources":[{"id":"42","friendlyName":"Mine","description":"My first domain","status":"active"}],"totalResults":1}'; }
        }
        """);
}
