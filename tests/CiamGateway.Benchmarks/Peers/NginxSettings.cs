namespace CiamGateway.Benchmarks.Peers;

/// <summary>What every nginx here is started with: in the foreground, and with all that it writes in a folder of its own.</summary>
internal static class NginxSettings
{
    /// <summary>A server that listens at the place, and what is behind it. Nothing is written to disk on the way.</summary>
    /// <param name="locations">The content of the server's block; <c>api</c> is the upstream.</param>
    public static string Server(Place place, string locations) =>
        $$"""
            upstream api { server {{place.Upstream.Authority}}; keepalive 256; }
            server {
              {{Listen(place)}}
              client_max_body_size 0;
              proxy_http_version 1.1; proxy_request_buffering off; proxy_max_temp_file_size 0; proxy_ssl_verify on;
              proxy_ssl_name 127.0.0.1; proxy_ssl_trusted_certificate {{place.Certificate}};
              {{locations}}
            }
            """;

    /// <summary>The directives that say where a server listens, and what it speaks.</summary>
    public static string Listen(Place place) =>
        place.Protocol switch
        {
            Protocol.Plain => $"listen 127.0.0.1:{place.Port};",
            Protocol.Tls => $"listen 127.0.0.1:{place.Port} ssl; {Certificate(place)}",
            _ => $"listen 127.0.0.1:{place.Port} ssl http2; {Certificate(place)}",
        };

    /// <summary>A location <c>/_token</c>, whose answer is the token response, and the cache that keeps it.</summary>
    public static (string Cache, string Location) Token(Place place) =>
        (
            $"proxy_cache_path {place.Folder}/tokens keys_zone=tokens:1m;",
            $$"""
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
            """
        );

    /// <param name="http">The content of the http block.</param>
    /// <param name="modules">What has to be loaded first.</param>
    public static IReadOnlyList<string> Write(string folder, int workers, string http, string modules = "")
    {
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(
            file,
            $$"""
            {{modules}}
            user {{Environment.UserName}};
            worker_processes {{workers}};
            pid {{folder}}/nginx.pid;
            events { worker_connections 8192; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
              {{http}}
            }
            """
        );
        return ["-p", folder, "-e", "stderr", "-g", "daemon off;", "-c", file];
    }

    private static string Certificate(Place place) => $"ssl_certificate {place.Certificate}; ssl_certificate_key {place.Key};";
}
