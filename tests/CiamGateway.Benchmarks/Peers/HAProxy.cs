namespace CiamGateway.Benchmarks.Peers;

/// <summary>HAProxy that adds a bearer which never changes.</summary>
internal sealed record HAProxy() : Peer("HAProxy", "/usr/sbin/haproxy")
{
    public override IReadOnlyList<string> Prepare(Place place) =>
        [
            "-f",
            place.Write(
                "haproxy.cfg",
                $"""
                global
                  maxconn 4096
                  nbthread 2
                defaults
                  mode http
                  timeout connect 2s
                  timeout client 30s
                  timeout server 30s
                frontend callers
                  bind 127.0.0.1:{place.Port}{(place.HasTls ? $" ssl crt {place.Certificate}" : "")}{(
                    place.Protocol is Protocol.Http2 ? " alpn h2" : ""
                )}
                  default_backend api
                backend api
                  http-request set-header Authorization "Bearer {Bearer}"
                  http-reuse always
                  server one {place.Upstream.Authority}{(place.HasTls ? $" ssl verify required ca-file {place.Certificate}" : "")}{(
                    place.Protocol is Protocol.Http2 ? " alpn h2" : ""
                )}

                """
            ),
        ];
}
