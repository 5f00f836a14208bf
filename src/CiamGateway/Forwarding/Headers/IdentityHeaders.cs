namespace CiamGateway.Forwarding.Headers;

/// <summary>Headers that tell who calls: users, groups, roles, tokens and certificates. From the products' public documentation.</summary>
internal static class IdentityHeaders
{
    public static readonly HeaderFamily[] Families =
    [
        new(
            "browsers",
            "a session, or proof of another client's key",
            """
            Cookie Cookie2 DPoP
            """
        ),
        new(
            "callers of other gateways",
            "keys and tokens: the gateway brings its own",
            """
            X-Authorization* X-Access-Token X-ID-Token X-Refresh-Token X-JWT* JWT JWT-* X-Bearer-Token Access-Token Id-Token ApiKey
            Api-Key Api-Token X-ApiKey X-Api-Token X-Api-Secret X-Client-Secret Client-Secret Client-Id X-Token X-Token-*
            X-Session-Token X-Credential*
            """
        ),
        new(
            "any proxy that authenticates",
            "users, groups and roles",
            """
            X-User X-Users X-User-* X-UserId X-UserName X-UserInfo X-UserDN X-UID X-Username X-Login X-Email X-Group X-Groups X-Group-*
            X-Role X-Roles X-Role-* X-Permission* X-Scope X-Scopes X-Scope-* X-Claim-* X-Claims X-Claims-* X-Identity X-Identity-*
            X-Principal X-Principal-* X-Subject X-Subject-* X-Account-Name X-Admin X-Admin-* X-Verified-*
            """
        ),
        new(
            "any API",
            "acting for another user",
            """
            X-Impersonat* Impersonate-* X-On-Behalf-Of On-Behalf-Of X-Act-As* X-Acting-* X-Run-As* X-Switch-User X-Sudo Sudo
            MSCRMCallerID CallerObjectId
            """
        ),
        new(
            "Apache, IIS, CGI",
            "the variables of a server that has authenticated",
            """
            Remote-* X-Remote-* Auth-* Logon-* Unmapped-Remote-User Redirect-* PHP-* HTTP-*
            """
        ),
        new(
            "oauth2-proxy, Authelia, authentik, Keycloak Gatekeeper",
            "users, groups, tokens",
            """
            X-Auth-* X-Authenticated* X-Authentication* X-Authelia-* X-Authentik-* X-Authz-* GAP-*
            """
        ),
        new(
            "Grafana, Gitea, Stanford WebAuth",
            "users",
            """
            X-WebAuth* WebAuth-* X-Grafana-User X-Grafana-Id X-DS-Authorization
            """
        ),
        new(
            "mod_auth_openidc, lua-resty-openidc",
            "claims and tokens",
            """
            OIDC-* X-OIDC-*
            """
        ),
        new(
            "mod_auth_mellon, mod_auth_cas, CoSign",
            "SAML attributes, CAS users",
            """
            MELLON-* SAML-* X-SAML-* CAS-* X-CAS-* Cosign-*
            """
        ),
        new(
            "Shibboleth",
            "sessions and attributes",
            """
            Shib-* X-Shib* AJP-* eppn eduPerson* affiliation unscoped-affiliation primary-affiliation scoped-affiliation entitlement
            assurance targeted-id persistent-id pairwise-id subject-id memberOf isMemberOf uid mail cn displayName givenName
            """
        ),
        new(
            "SiteMinder",
            "users and sessions",
            """
            SM-* X-SM-* SMUSER* SMAUTH* SMSESSION* SMIDENTITY* SMSERVER* SMUNIVERSALID* SMREALM* SMGROUP*
            """
        ),
        new(
            "IBM Security Verify (WebSEAL)",
            "users, groups and credentials",
            """
            iv-* AM-EAI-*
            """
        ),
        new(
            "IBM WebSphere, Oracle WebLogic",
            "users, certificates and addresses of the web server in front",
            """
            $WS* WL-*
            """
        ),
        new(
            "IBM API Connect, DataPower",
            "applications",
            """
            X-IBM-Client-* X-Archived-Client-IP
            """
        ),
        new(
            "Oracle Access Manager, Oracle SSO",
            "users",
            """
            OAM-* OSSO-* ObSSO*
            """
        ),
        new(
            "PingAccess, PingFederate",
            "users, and orders to agents",
            """
            X-PF-* PF-* PA-* X-PA-* X-PingAccess-* X-PingFederate-* VND-PI-*
            """
        ),
        new(
            "ForgeRock, OpenAM",
            "users, passwords and sessions",
            """
            X-OpenAM-* OpenAM-* iPlanetDirectoryPro X-ForgeRock-* ForgeRock-*
            """
        ),
        new(
            "RSA ClearTrust, Entrust GetAccess, Okta Access Gateway",
            "users",
            """
            CT-* Entrust-* OAG-* X-OAG-*
            """
        ),
        new(
            "F5 BIG-IP APM, Citrix NetScaler",
            "users and sessions",
            """
            F5-* X-F5-* X-APM-* APM-* NSC-* NS-* X-NS-* X-Citrix-* Citrix-* X-NSC-*
            """
        ),
        new(
            "Amazon Web Services",
            "users, certificates and requests of load balancers and API Gateway",
            """
            X-Amzn-* X-Apigateway-* CloudFront-*
            """
        ),
        new(
            "Google Cloud",
            "users, tokens and tasks",
            """
            X-Goog-* X-Serverless-* X-Endpoint-API-* X-AppEngine-* X-CloudTasks-* X-CloudScheduler* X-Google-*
            """
        ),
        new(
            "Microsoft Azure, Entra ID",
            "users and tokens",
            """
            X-MS-Client-Principal* X-MS-Token-* X-MS-AAD-* X-MS-ADFS-* X-MS-Proxy* X-MS-Forwarded-* X-MS-Endpoint-* X-MS-Target-*
            X-ZUMO-Auth Ocp-Apim-* X-CommonAccessToken X-BEResource
            """
        ),
        new(
            "Cloudflare",
            "users, certificates and addresses",
            """
            CF-*
            """
        ),
        new(
            "Kong, Apache APISIX",
            "applications",
            """
            X-Consumer-* X-Anonymous-Consumer X-Kong-* Kong-* X-APISIX-* X-Introspection*
            """
        ),
        new(
            "Tyk, Apigee, 3scale, MuleSoft, Gravitee, WSO2, Layer7",
            "applications and users",
            """
            X-Tyk-* X-Apigee-* X-3scale-* 3scale-* X-AGW-* X-Anypnt-* X-Gravitee-* X-WSO2-* X-Gateway-APIKey L7-* X-L7-* X-KrakenD-*
            X-Axway-* Internal-Key
            """
        ),
        new(
            "Pomerium, Vouch, Ory, caddy-security",
            "users",
            """
            X-Pomerium-* X-Vouch-* X-Ory-* X-Kratos-* X-SSO-* SSO-* X-Login-*
            """
        ),
        new(
            "Tailscale, Teleport, ngrok, Zscaler",
            "users and addresses",
            """
            Tailscale-* X-Tailscale-* Teleport-* X-Teleport-* Ngrok-Auth-* X-Zscaler-* Z-Forwarded-*
            """
        ),
        new(
            "OpenStack, Hasura, Elasticsearch, OpenSearch, NiFi",
            "users, roles and tokens",
            """
            X-Project-Name X-Is-Admin* X-Service-Token X-Service-Catalog X-Trust-* X-Hasura-* ES-Security-* ES-Secondary-* OpenDistro-*
            OpenSearch-Security-*
            """
        ),
        new(
            "any TLS proxy (nginx, HAProxy, Apache, Traefik)",
            "client certificates (RFC 9440 and earlier names)",
            """
            Client-Cert Client-Cert-* ClientCert* Client-DN Client-S-DN Client-Verify X-Client-Cert* X-ClientCert* X-Client-DN*
            X-Client-S-DN* X-Client-I-DN* X-Client-CN* X-Client-SAN* X-Client-Verif* X-Client-Subject* X-Client-Issuer*
            X-Client-Serial* X-Client-Fingerprint* X-Client-SHA* X-Client-SSL* X-Client-TLS* X-Client-Principal* X-Client-User*
            X-Client-Identity* SSL* X-SSL* TLS-* X-TLS-* MTLS-* X-MTLS-* X509-* X-X509-* X-Cert X-Cert-* X-Certificate* Cert-*
            X-Peer-Cert* X-DN X-Distinguished-Name X-SPIFFE-*
            """
        ),
    ];
}
