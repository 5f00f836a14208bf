namespace CiamGateway.Forwarding.Headers;

/// <summary>Headers that tell where a request comes from and goes to. From the products' public documentation.</summary>
internal static class RoutingHeaders
{
    public static readonly HeaderFamily[] Families =
    [
        new(
            "Apache, CGI, WSGI",
            "the variables that name the target",
            """
            Path-Info Path-Translated Script-* X-Script-* Request-URI Request-Method Query-String Document-Root Document-URI
            Server-Name Server-Port Server-Protocol Gateway-Interface Context-Prefix Context-Document-Root X-Context-Path
            """
        ),
        new(
            "Azure Front Door, App Service",
            "addresses and sites",
            """
            X-Azure-* X-FD-* X-ARR-* X-WAWS-* X-AppService-* X-Site-Deployment-Id Disguised-Host WAS-Default-Hostname X-K8SE-*
            """
        ),
        new(
            "Akamai, Fastly, other content networks",
            "addresses and routes",
            """
            Akamai-* X-Akamai-* Fastly-* X-Fastly-* Incap-* X-Incap-* X-Sucuri-* Ali-CDN-* CDN-Real-IP CDN-Src-IP Surrogate-* Fly-*
            X-NF-* X-Vercel-* DO-Connecting-* X-CDN-*
            """
        ),
        new(
            "any proxy",
            "the request as it was before (RFC 7239 and earlier names)",
            """
            Forwarded Forwarded-* X-Forwarded X-Forwarded-* X-ForwardedFor X-Forward-* X-Forwarder-* Via X-Original-* X-Originating-*
            X-Rewrite-* X-Replaced-* X-Real-* X-Proxy* X-Proxied* Proxy Proxy-*
            """
        ),
        new(
            "any proxy",
            "the caller's address",
            """
            X-Client-IP* X-ClientIP X-Client-Addr* X-Client-Port Client-IP ClientIP True-Client-IP X-True-* X-Cluster-Client-IP
            Cluster-Client-IP X-Source-IP X-Trusted-* X-Custom-IP-* X-IP X-Coming-From Coming-From X-BlueCoat-*
            """
        ),
        new(
            "any proxy",
            "scheme and host",
            """
            X-Host X-Host-* X-HostName X-VHost X-Scheme X-Url-Scheme X-Proto X-Protocol X-Https HTTPS Front-End-* X-Front-End-*
            X-Server-Name X-Server-Port X-Port Base-URL X-Base-URL X-Base-Path X-Prefix X-Path-Prefix
            """
        ),
        new(
            "IIS, frameworks",
            "another target than the route's",
            """
            X-URL X-URI X-Path X-Request-URI X-Request-URL X-Request-Path X-Request-Method X-Request-Host X-Override-* X-Matched-Path
            X-Invoke-* X-Middleware-* X-Backend X-Backend-* X-Upstream* X-Route-* X-Destination-URL X-Destination-Host
            X-JFrog-Override-* X-Artifactory-Override-*
            """
        ),
        new(
            "frameworks",
            "another method than the route's",
            """
            X-HTTP-* X-HTTPMethod* XHTTP-* X-Method X-Method-* X-Verb X-Verb-* X-REST-Method Method-Override Verb-Override
            """
        ),
        new(
            "Envoy, Istio, Linkerd, Cloud Foundry, Knative, Dapr",
            "routes and identities of a service mesh",
            """
            X-Envoy-* X-Istio-* L5d-* X-Linkerd-* X-CF-* K-Original-* K-Proxy-* K-Network-* Dapr-* X-Consul-* X-Ingress-*
            """
        ),
        new(
            "nginx, Apache, Rack",
            "orders to a server between",
            """
            X-NGINX-* X-Accel-* X-Sendfile* X-Lighttpd-* X-Reproxy-*
            """
        ),
    ];
}
