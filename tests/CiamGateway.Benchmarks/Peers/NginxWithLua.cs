namespace CiamGateway.Benchmarks.Peers;

/// <summary>nginx that fetches the token by a script of Lua, and keeps it in the memory that its processes share.</summary>
internal sealed record NginxWithLua() : Peer("nginx with Lua", "/usr/sbin/nginx")
{
    private const string Modules = "/usr/lib/nginx/modules";
    private const string Module = $"{Modules}/ngx_http_lua_module.so";

    public bool IsPresent => File.Exists(Program) && File.Exists(Module);

    /// <inheritdoc cref="Nginx.Speaks"/>
    public override bool Speaks(Protocol protocol) => protocol is not Protocol.Http2;

    public override Peer? WithoutToken => new Nginx { HasToken = false };

    public override IReadOnlyList<string> Prepare(Place place)
    {
        var (cache, location) = NginxSettings.Token(place);
        return NginxSettings.Write(
            place.Folder,
            workers: 2,
            modules: $"load_module {Modules}/ndk_http_module.so; load_module {Module};",
            http: $$"""
            lua_shared_dict bearers 1m;
            {{cache}}
            {{NginxSettings.Server(
                place,
                $$"""
                location / {
                  access_by_lua_block {
                    local bearer = ngx.shared.bearers:get("bearer")
                    if not bearer then
                      local answer = ngx.location.capture("/_token").body
                      bearer = "Bearer " .. answer:match('"access_token":"([^"]+)"')
                      ngx.shared.bearers:set("bearer", bearer, 0.9 * tonumber(answer:match('"expires_in":(%d+)')))
                    end
                    ngx.req.set_header("Authorization", bearer)
                  }
                  proxy_pass {{place.Upstream.Scheme}}://api; proxy_set_header Connection "";
                }
                {{location}}
                """
            )}}
            """
        );
    }
}
