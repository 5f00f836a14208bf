using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>The headers by which products carry identity, routing or framing, from the public documentation of each.</summary>
public static class HeadersOfProducts
{
    public static TheoryData<string, string> All =>
        new()
        {
            {
                "oauth2-proxy, Authelia, authentik, Keycloak Gatekeeper",
                "X-Auth-Request-User X-Auth-Request-Email X-Auth-Request-Groups X-Auth-Request-Preferred-Username "
                    + "X-Auth-Request-Access-Token X-Auth-Request-Redirect X-Auth-Token X-Auth-Username X-Auth-Roles X-Auth-Subject "
                    + "X-Auth-Userid X-Auth-Groups X-Auth-Key X-Authenticated-User X-Authenticated-Userid X-Authenticated-Scope "
                    + "X-Authenticated-Groups X-Authentik-Username X-Authentik-Groups X-Authentik-Jwt X-Authelia-User "
                    + "X-Authentication-Info "
                    + "X-Authz-Scopes GAP-Signature GAP-Auth"
            },
            {
                "any proxy that authenticates",
                "X-User X-User-Id X-User-Name X-User-Email X-User-Roles X-User-Groups X-User-DN X-User-Claims X-UserId X-UserName "
                    + "X-UserInfo X-UserDN X-Username X-UID X-Login X-Email X-Group X-Groups X-Role X-Roles X-Role-Id "
                    + "X-Permissions X-Scope "
                    + "X-Scopes X-Scope-OrgID X-Claims X-Claim-Sub X-Identity X-Identity-Status X-Principal X-Principal-Id X-Subject "
                    + "X-Subject-Token X-Admin X-Admin-Token X-Verified-User"
            },
            {
                "keys and tokens",
                "X-Access-Token X-ID-Token X-Refresh-Token X-JWT-Assertion X-Jwt-Payload X-JWT JWT JWT-Claims X-Bearer-Token "
                    + "Access-Token Id-Token ApiKey Api-Key Api-Token X-ApiKey X-Api-Token X-Api-Secret X-Client-Secret Client-Id "
                    + "Client-Secret X-Token X-Token-Subject X-Token-User-Email X-Token-User-Roles X-Session-Token X-Credential-Identifier "
                    + "X-Credential-Username X-Authorization X-Authorization-Roles"
            },
            {
                "acting for another user",
                "X-Impersonate-User X-Impersonation X-Impersonator Impersonate-User Impersonate-Group Impersonate-Uid "
                    + "Impersonate-Extra-Scopes X-On-Behalf-Of On-Behalf-Of X-Act-As X-Acting-User X-Run-As X-Switch-User X-Sudo Sudo "
                    + "MSCRMCallerID CallerObjectId"
            },
            {
                "Apache, IIS and CGI",
                "Remote-User Remote-Groups Remote-Name Remote-Email Remote-Addr Remote-Host Remote-Ident X-Remote-User X-Remote-Group "
                    + "X-Remote-Extra-Scopes X-Remote-IP X-Remote-Addr X-Remote-Host Auth-User Auth-Type Auth-Password Auth-Token "
                    + "Logon-User "
                    + "Unmapped-Remote-User Redirect-Remote-User Redirect-URL PHP-Auth-User PHP-Auth-PW PHP-Auth-Digest "
                    + "HTTP-X-Forwarded-For "
                    + "HTTP-Iv-User HTTP-Sm-User HTTP-Authorization"
            },
            {
                "the variables of a target",
                "Path-Info Path-Translated Script-Name Script-Filename X-Script-Name Request-URI Request-Method Query-String "
                    + "Document-Root Document-URI Server-Name Server-Port Server-Protocol Gateway-Interface Context-Prefix X-Context-Path"
            },
            {
                "Grafana and Stanford WebAuth",
                "X-WEBAUTH-USER X-WEBAUTH-NAME X-WEBAUTH-EMAIL X-WEBAUTH-GROUPS X-WEBAUTH-ROLE X-Webauth-Tailnet WebAuth-User "
                    + "WebAuth-Token-Creation X-Grafana-User X-Grafana-Id X-DS-Authorization"
            },
            {
                "OpenID Connect, SAML and CAS modules",
                "OIDC-Claim-Sub OIDC-Claim-Email OIDC-Claim-Groups OIDC-Access-Token OIDC-Access-Token-Expires OIDC-Id-Token "
                    + "OIDC-Id-Token-Payload OIDC-Userinfo-JSON X-OIDC-User X-OIDC-Claims MELLON-Name-Id MELLON-Uid MELLON-IdP SAML-User "
                    + "SAML-NameId X-SAML-Subject X-SAML-User CAS-User CAS-Attributes X-CAS-User Cosign-Service Cosign-Factor"
            },
            {
                "Shibboleth",
                "Shib-Session-Id Shib-Session-Index Shib-Identity-Provider Shib-Application-Id Shib-Authentication-Instant "
                    + "Shib-Authentication-Method Shib-AuthnContext-Class Shib-Cookie-Name Shib-Handler X-Shib-User X-Shibboleth-User "
                    + "AJP-Eppn AJP-Shib-Session-Id eppn eduPersonPrincipalName eduPersonAffiliation affiliation unscoped-affiliation "
                    + "primary-affiliation scoped-affiliation entitlement assurance targeted-id persistent-id pairwise-id subject-id "
                    + "memberOf isMemberOf uid mail cn displayName givenName"
            },
            {
                "SiteMinder",
                "SM-User SM-UserDN SM-UserGroups SM-Universalid SM-AuthType SM-AuthDirName SM-AuthReason SM-ServerSessionId "
                    + "SM-ServerSessionSpec SM-ServerIdentitySpec SM-Realm SM-RealmOid SM-TransactionId SM-TimeToExpire SM-DominoCN "
                    + "X-SM-User SMUSER SMUSERDN SMUSERGROUPS SMAUTHTYPE SMAUTHDIRNAME SMSESSION SMIDENTITY SMSERVERSESSIONID "
                    + "SMUNIVERSALID "
                    + "SMREALM SMGROUPS"
            },
            {
                "IBM",
                "iv-user iv-user-l iv-groups iv-creds iv-remote-address iv-remote-address-ipv6 iv-server-name iv-jct AM-EAI-User-Id "
                    + "AM-EAI-PAC AM-EAI-Ext-User-Id AM-EAI-Auth-Level $WSRU $WSCC $WSCS $WSIS $WSSC $WSRA $WSRH $WSSN $WSSP $WSAT $WSPR "
                    + "$WSSI X-IBM-Client-Id X-IBM-Client-Secret X-Archived-Client-IP"
            },
            {
                "Oracle",
                "OAM-Remote-User OAM-Identity-Domain OAM-Identity-Assertion OAM-Impersonator-User OAM-Remote-User-Groups OSSO-User-Dn "
                    + "OSSO-User-Guid OSSO-Subscriber OSSO-Subscriber-Dn ObSSOCookie WL-Proxy-Client-IP WL-Proxy-Client-Cert WL-Proxy-SSL "
                    + "WL-Proxy-Client-Port WL-Path-Trim"
            },
            {
                "Ping Identity and ForgeRock",
                "X-PF-User X-PF-Subject X-PF-Groups PF-User PA-User PA-Groups X-PA-User X-PingAccess-User X-PingFederate-User VND-PI-V "
                    + "VND-PI-Authz VND-PI-Resource-Cache X-OpenAM-Username X-OpenAM-Password OpenAM-User iPlanetDirectoryPro "
                    + "X-ForgeRock-User X-ForgeRock-TransactionId ForgeRock-User"
            },
            {
                "RSA, Entrust, Okta, F5, Citrix",
                "CT-Remote-User CT-Auth-Type CT-Web-Svr-Id Entrust-User Entrust-DN OAG-User X-OAG-Username F5-Username X-F5-User "
                    + "X-APM-Username APM-User NSC-User NSC-Groups NS-Client-IP X-NS-User X-Citrix-User X-Citrix-Via Citrix-User X-NSC-User"
            },
            {
                "Amazon Web Services",
                "X-Amzn-Oidc-Data X-Amzn-Oidc-Identity X-Amzn-Oidc-Accesstoken X-Amzn-Mtls-Clientcert X-Amzn-Mtls-Clientcert-Subject "
                    + "X-Amzn-Mtls-Clientcert-Issuer X-Amzn-Mtls-Clientcert-Serial-Number X-Amzn-Mtls-Clientcert-Validity "
                    + "X-Amzn-Mtls-Clientcert-Leaf X-Amzn-Tls-Version X-Amzn-Tls-Cipher-Suite X-Amzn-Remapped-Authorization "
                    + "X-Amzn-Request-Context X-Amzn-Lambda-Context X-Amzn-Vpce-Id X-Apigateway-Event X-Apigateway-Api-Userinfo "
                    + "CloudFront-Forwarded-Proto CloudFront-Viewer-Address CloudFront-Viewer-Country"
            },
            {
                "Google Cloud",
                "X-Goog-Authenticated-User-Email X-Goog-Authenticated-User-Id X-Goog-Iap-Jwt-Assertion X-Goog-Api-Key "
                    + "X-Serverless-Authorization X-Endpoint-API-UserInfo X-Endpoint-API-Consumer-Type X-AppEngine-User-Email "
                    + "X-AppEngine-User-Id X-AppEngine-User-Is-Admin X-AppEngine-Cron X-AppEngine-QueueName X-AppEngine-Inbound-AppId "
                    + "X-AppEngine-User-IP X-CloudTasks-QueueName X-CloudScheduler X-CloudScheduler-JobName X-Google-Real-IP"
            },
            {
                "Microsoft",
                "X-MS-Client-Principal X-MS-Client-Principal-Id X-MS-Client-Principal-Name X-MS-Client-Principal-Idp "
                    + "X-MS-Token-AAD-Id-Token X-MS-Token-AAD-Access-Token X-MS-Token-Google-Access-Token X-MS-AAD-User "
                    + "X-MS-ADFS-Proxy-Client-IP X-MS-Proxy X-MS-Forwarded-Client-IP X-MS-Endpoint-Absolute-Path X-MS-Target-Role "
                    + "X-ZUMO-Auth Ocp-Apim-Subscription-Key Ocp-Apim-Trace X-CommonAccessToken X-BEResource X-Azure-FDID X-Azure-ClientIP "
                    + "X-Azure-SocketIP X-Azure-RequestChain X-FD-HealthProbe X-ARR-ClientCert X-ARR-SSL X-ARR-LOG-ID X-WAWS-Unencoded-URL "
                    + "X-AppService-Proto X-Site-Deployment-Id Disguised-Host WAS-Default-Hostname X-K8SE-App-Name"
            },
            {
                "content networks",
                "CF-Access-Jwt-Assertion CF-Access-Authenticated-User-Email CF-Access-Client-Id CF-Access-Client-Secret "
                    + "CF-Connecting-IP CF-Connecting-IPv6 CF-Pseudo-IPv4 CF-IPCountry CF-Visitor CF-Worker CF-EW-Via "
                    + "CF-Client-Cert-Sha256 "
                    + "Akamai-Origin-Hop Akamai-Client-IP X-Akamai-Edgescape X-Akamai-Config-Log-Detail Fastly-Client-IP Fastly-Client "
                    + "Fastly-FF Fastly-SSL Fastly-Orig-Host X-Fastly-Client-IP Incap-Client-IP X-Incap-Sess-Cookie-Hdr X-Sucuri-ClientIP "
                    + "Ali-CDN-Real-IP CDN-Real-IP CDN-Src-IP Surrogate-Capability Fly-Client-IP X-NF-Client-Connection-IP "
                    + "X-Vercel-Forwarded-For DO-Connecting-IP X-CDN-Client-IP"
            },
            {
                "Kong, APISIX, Tyk and other gateways",
                "X-Consumer-Id X-Consumer-Custom-Id X-Consumer-Username X-Consumer-Groups X-Anonymous-Consumer X-Kong-Upstream-Latency "
                    + "X-Kong-Proxy-Latency Kong-Debug X-APISIX-User X-Introspection-Response X-Tyk-Authorization X-Tyk-Key "
                    + "X-Apigee-Client-Id X-3scale-Proxy-Secret-Token 3scale-App-Id X-AGW-Client-Id X-AGW-UserId X-Anypnt-User "
                    + "X-Gravitee-Api-Key X-WSO2-User X-Gateway-APIKey L7-Original-URL X-L7-User X-KrakenD-User X-Axway-User Internal-Key"
            },
            {
                "identity-aware proxies",
                "X-Pomerium-Jwt-Assertion X-Pomerium-Claim-Email X-Vouch-User X-Vouch-IdP-AccessToken X-Vouch-IdP-Claims-Groups "
                    + "X-Ory-User X-Kratos-Authenticated-Identity-Id X-SSO-User SSO-User X-Login-Name Tailscale-User-Login "
                    + "Tailscale-User-Name Tailscale-User-Profile-Pic Tailscale-App-Capabilities X-Tailscale-User Teleport-Jwt-Assertion "
                    + "X-Teleport-User Ngrok-Auth-User-Email X-Zscaler-User Z-Forwarded-For"
            },
            {
                "applications behind such proxies",
                "X-Project-Name X-Is-Admin-Project X-Service-Token X-Service-Catalog X-Trust-Id X-Hasura-Role X-Hasura-User-Id "
                    + "X-Hasura-Admin-Secret ES-Security-RunAs-User ES-Secondary-Authorization OpenDistro-Security-Impersonate-As "
                    + "OpenSearch-Security-User X-ProxiedEntitiesChain X-ProxiedEntityGroups X-Proxy-User X-Proxy-Roles"
            },
            {
                "client certificates",
                "Client-Cert Client-Cert-Chain ClientCert ClientCertificate Client-DN Client-S-DN Client-Verify X-Client-Cert "
                    + "X-Client-Cert-Present X-Client-Cert-Hash X-Client-Certificate X-ClientCert X-ClientCert-Subject X-Client-DN "
                    + "X-Client-S-DN X-Client-I-DN X-Client-CN X-Client-SAN X-Client-SAN-DNS X-Client-Verify X-Client-Verified "
                    + "X-Client-Subject X-Client-Subject-DN X-Client-Issuer X-Client-Serial X-Client-Fingerprint X-Client-SHA1 "
                    + "X-Client-SSL-Cert X-Client-TLS-Cert X-Client-Principal X-Client-User X-Client-Identity"
            },
            {
                "TLS",
                "SSL-Client-Cert SSL-Client-S-DN SSL-Client-S-DN-CN SSL-Client-I-DN SSL-Client-Verify SSL-Client-M-Serial "
                    + "SSL-Client-Subject-Dn SSL-Client-Issuer-Dn SSL-Protocol SSL-Cipher SSL-Session-Id SSL-Offloaded SSLClientCertStatus "
                    + "SSLSessionID X-SSL X-SSL-Cert X-SSL-Client-Cert X-SSL-Client-S-DN X-SSL-Client-DN X-SSL-Client-CN "
                    + "X-SSL-Client-Verify "
                    + "X-SSL-Issuer X-SSL-Subject X-SSLClientCert TLS-Client-Cert X-TLS-Client-Cert X-TLS-Client-Subject MTLS-Subject "
                    + "X-MTLS-Client-Cert X509-Subject X-X509-Cert X-Cert X-Cert-Subject X-Certificate X-Certificate-Subject Cert-Subject "
                    + "X-Peer-Cert X-Peer-Certificate X-DN X-Distinguished-Name X-SPIFFE-Id"
            },
            {
                "the request as it was before",
                "Forwarded Forwarded-For Forwarded-Proto X-Forwarded X-Forwarded-For X-Forwarded-Host X-Forwarded-Port "
                    + "X-Forwarded-Prefix X-Forwarded-Proto X-Forwarded-User X-Forwarded-Email X-Forwarded-Groups "
                    + "X-Forwarded-Preferred-Username X-Forwarded-Access-Token X-Forwarded-Client-Cert X-Forwarded-Tls-Client-Cert "
                    + "X-Forwarded-Uri X-Forwarded-Method X-Forwarded-Server X-ForwardedFor X-Forward-For X-Forwarder-For Via "
                    + "X-Original-URL "
                    + "X-Original-URI X-Original-Host X-Original-For X-Original-Method X-Original-Remote-Addr X-Originating-IP "
                    + "X-Rewrite-URL "
                    + "X-Replaced-Path"
            },
            {
                "addresses",
                "X-Real-IP X-Real-Host X-Real-URL X-Client-IP X-Client-IPs X-ClientIP X-Client-Address X-Client-Port Client-IP "
                    + "ClientIP True-Client-IP X-True-IP X-True-Client-IP X-Cluster-Client-IP Cluster-Client-IP X-Source-IP X-Trusted-IP "
                    + "X-Custom-IP-Authorization X-IP X-Coming-From Coming-From X-BlueCoat-Via X-Proxy-URL X-Proxy-Host X-ProxyUser-IP "
                    + "X-ProxyHost X-ProxyScheme X-ProxyContextPath Proxy Proxy-Host Proxy-Client-IP Proxy-Remote-User Proxy-URL"
            },
            {
                "schemes, hosts and targets",
                "X-Host X-Host-Override X-Host-Name X-HostName X-VHost X-Scheme X-Url-Scheme X-Proto X-Protocol X-Https HTTPS "
                    + "Front-End-Https X-Front-End-Https X-Server-Name X-Server-Port X-Port Base-URL X-Base-URL X-Base-Path X-Prefix "
                    + "X-Path-Prefix X-URL X-URI X-Path X-Request-URI X-Request-URL X-Request-Path X-Request-Method X-Request-Host "
                    + "X-Override-URL X-Matched-Path X-Invoke-Path X-Invoke-Status X-Middleware-Subrequest X-Middleware-Rewrite X-Backend "
                    + "X-Backend-Host X-Upstream X-Upstream-Host X-Route-To X-Destination-URL X-Destination-Host"
            },
            {
                "methods",
                "X-HTTP-Method X-HTTP-Method-Override X-HTTP-Override X-HTTP-Verb X-HTTP-Host-Override X-HTTP-Path-Override "
                    + "X-HTTP-DestinationURL X-HTTPMethod X-HTTPMethod-Override XHTTP-Method-Override X-Method X-Method-Override X-Verb "
                    + "X-Verb-Override X-REST-Method Method-Override Verb-Override X-JFrog-Override-Base-Url "
                    + "X-Artifactory-Override-Base-Url"
            },
            {
                "service meshes and servers between",
                "X-Envoy-Original-Path X-Envoy-External-Address X-Envoy-Internal X-Envoy-Decorator-Operation X-Istio-Attributes "
                    + "L5d-Client-Id L5d-Remote-IP L5d-Dst-Override X-Linkerd-Client X-CF-Forwarded-Url X-CF-Proxy-Signature "
                    + "X-CF-App-Instance K-Original-Host K-Proxy-Request K-Network-Hash Dapr-App-Id Dapr-Api-Token Dapr-Caller-App-Id "
                    + "X-Consul-Token X-Consul-Namespace X-Ingress-Name X-NGINX-Proxy X-NGINX-User X-Accel-Mapping X-Accel-Redirect "
                    + "X-Sendfile X-Sendfile-Type X-Lighttpd-Send-File X-Reproxy-URL"
            },
            { "browsers", "Cookie Cookie2 DPoP" },
        };
}
