namespace CiamGateway.Benchmarks.Peers;

/// <summary>nginx that fetches the token by a script of njs, and keeps it in its own cache.</summary>
internal sealed record NginxWithScript() : Peer("nginx with njs", "/usr/sbin/nginx")
{
    private const string Module = "/usr/lib/nginx/modules/ngx_http_js_module.so";

    /// <summary>A subrequest to the token endpoint, which nginx answers from its cache.</summary>
    private const string Script = """
        async function attach(request) {
          const reply = await request.subrequest('/_token', { method: 'GET' });
          request.variables.bearer = JSON.parse(reply.responseText).access_token;
          request.internalRedirect('@api');
        }
        export default { attach };
        """;

    public bool IsPresent => File.Exists(Program) && File.Exists(Module);

    /// <inheritdoc cref="Nginx.Speaks"/>
    public override bool Speaks(Protocol protocol) => protocol is not Protocol.Http2;

    public override IReadOnlyList<string> Prepare(Place place)
    {
        place.Write("token.js", Script);
        return NginxSettings.Write(
            place.Folder,
            workers: 2,
            modules: $"load_module {Module};",
            http: $$"""
            js_path {{place.Folder}};
            js_import token from token.js;
            js_var $bearer;
            proxy_cache_path {{place.Folder}}/tokens keys_zone=tokens:1m;
            upstream api { server {{place.Upstream.Authority}}; keepalive 256; }
            server {
              {{NginxSettings.Listen(place)}}
              client_max_body_size 0;
              {{NginxSettings.ToUpstream(place)}}
              location / { js_content token.attach; }
              location @api { proxy_pass {{place.Upstream.Scheme}}://api; proxy_set_header Connection "";
                proxy_set_header Authorization "Bearer $bearer"; }
              location = /_token {
                internal;
                proxy_pass {{place.Upstream.Scheme}}://api/token;
                proxy_method POST;
                proxy_set_header Content-Type application/x-www-form-urlencoded;
                proxy_set_header Connection "";
                proxy_set_body grant_type=client_credentials&client_id=client&client_secret=secret&scope=application.client;
                proxy_cache tokens;
                proxy_cache_key token;
                proxy_cache_valid 200 1h;
                proxy_cache_lock on;
              }
            }
            """
        );
    }
}
