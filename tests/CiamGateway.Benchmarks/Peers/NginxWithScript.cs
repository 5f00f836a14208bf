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

    public override Peer? WithoutToken => new Nginx { HasToken = false };

    public override IReadOnlyList<string> Prepare(Place place)
    {
        place.Write("token.js", Script);
        var (cache, location) = NginxSettings.Token(place);
        return NginxSettings.Write(
            place.Folder,
            workers: 2,
            modules: $"load_module {Module};",
            http: $$"""
            js_path {{place.Folder}};
            js_import token from token.js;
            js_var $bearer;
            {{cache}}
            {{NginxSettings.Server(
                place,
                $$"""
                location / { js_content token.attach; }
                location @api { proxy_pass {{place.Upstream.Scheme}}://api; proxy_set_header Connection "";
                  proxy_set_header Authorization "Bearer $bearer"; }
                {{location}}
                """
            )}}
            """
        );
    }
}
