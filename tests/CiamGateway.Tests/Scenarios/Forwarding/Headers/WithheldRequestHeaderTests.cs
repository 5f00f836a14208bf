using CiamGateway.Sandbox;
using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>
/// Which request headers reach the API. The names are written out here, so that a name that leaves the product's list is noticed.
/// </summary>
public sealed class WithheldRequestHeaderTests(WithheldRequestHeaderTests.Scenario scenario)
    : IClassFixture<WithheldRequestHeaderTests.Scenario>
{
    public static TheoryData<string> Withheld =>
        [
            "Authorization",
            "Proxy-Authorization",
            "X-Api-Key",
            "Cookie",
            "Cookie2",
            "DPoP",
            "X-HTTP-Method",
            "X-HTTP-Method-Override",
            "X-Method-Override",
            "X-HTTP-Override",
            "Forwarded",
            "X-Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded-Proto",
            "X-Forwarded-User",
            "X-Forwarded-Client-Cert",
            "Via",
            "X-Host",
            "X-HTTP-Host-Override",
            "X-Original-URL",
            "X-Original-Host",
            "X-Original-For",
            "X-Original-Proto",
            "X-Original-Method",
            "X-Rewrite-URL",
            "X-Envoy-Original-Path",
            "X-Envoy-External-Address",
            "X-Real-IP",
            "X-Client-IP",
            "Client-IP",
            "True-Client-IP",
            "X-Cluster-Client-IP",
            "X-Remote-IP",
            "X-Remote-Addr",
            "X-Originating-IP",
            "CF-Connecting-IP",
            "Fastly-Client-IP",
            "Remote-User",
            "X-Remote-User",
            "X-Remote-Group",
            "X-Authenticated-User",
            "X-MS-Client-Principal",
            "X-MS-Client-Principal-Id",
            "X-MS-Client-Principal-Name",
            "X-Amzn-Oidc-Data",
            "X-Amzn-Oidc-Identity",
            "X-Amzn-Oidc-Accesstoken",
            "X-Goog-Authenticated-User-Email",
            "X-Goog-Authenticated-User-Id",
            "Client-Cert",
            "Client-Cert-Chain",
            "X-Client-Cert",
            "X-ARR-ClientCert",
            "X-SSL-Client-Cert",
            "X-SSL-Client-S-DN",
            "X-SSL-Client-Verify",
            "SSL-Client-Cert",
            "SSL-Client-S-DN",
        ];

    /// <summary>Each holds for one connection only (RFC 9110 §7.6.1).</summary>
    public static TheoryData<string> HopByHop => ["Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "TE", "HTTP2-Settings"];

    /// <summary>Some are one character away from a name that is withheld.</summary>
    public static TheoryData<string> Passed =>
        [
            "Accept",
            "Accept-Charset",
            "Accept-Encoding",
            "Accept-Language",
            "Accept-Patch",
            "Access-Control-Request-Headers",
            "Access-Control-Request-Method",
            "Cache-Control",
            "Content-Disposition",
            "Content-Encoding",
            "Content-Language",
            "Content-Type",
            "Date",
            "Depth",
            "Destination",
            "Digest",
            "DNT",
            "Early-Data",
            "From",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "If-Range",
            "If-Unmodified-Since",
            "Last-Event-ID",
            "Link",
            "Max-Forwards",
            "OData-MaxVersion",
            "OData-Version",
            "Pragma",
            "Prefer",
            "Priority",
            "Range",
            "Referer",
            "Repeatability-Request-ID",
            "Sec-Fetch-Mode",
            "Sec-GPC",
            "Signature",
            "Signature-Input",
            "Slug",
            "SOAPAction",
            "User-Agent",
            "Want-Digest",
            "Warning",
            "X-Requested-With",
            "X-CSRF-Token",
            "X-XSRF-TOKEN",
            "X-XSRF-Header",
            "Idempotency-Key",
            "X-Idempotency-Key",
            "X-Request-Id",
            "X-Request-Start",
            "X-Correlation-Id",
            "X-CorrelationID",
            "Request-Id",
            "Correlation-Context",
            "X-Transaction-Id",
            "X-Global-Transaction-ID",
            "X-MS-Client-Request-Id",
            "X-MS-Request-Id",
            "X-MS-Version",
            "baggage",
            "b3",
            "X-B3-TraceId",
            "X-B3-SpanId",
            "X-B3-Sampled",
            "uber-trace-id",
            "X-Amzn-Trace-Id",
            "X-Cloud-Trace-Context",
            "X-Datadog-Trace-Id",
            "X-Datadog-Sampling-Priority",
            "newrelic",
            "sentry-trace",
            "elastic-apm-traceparent",
            "X-Instana-T",
            "X-Ot-Span-Context",
            "X-Trace-Id",
            "CF-Ray",
            "X-Azure-Ref",
            "CDN-Loop",
            "HTTP-Referer",
            "X-User-Agent",
            "X-Tenant",
            "X-Tenant-Id",
            "X-Account-Id",
            "X-Organization-Id",
            "X-Session-Id",
            "X-Device-Id",
            "X-App-Version",
            "X-Api-Version",
            "Api-Version",
            "X-Application-Name",
            "X-Client-Version",
            "X-Client-Name",
            "X-Client-Info",
            "X-Client-Trace-Id",
            "X-Locale",
            "X-Timezone",
            "X-Debug",
            "X-Total-Count",
            "X-Upload-Content-Length",
            "X-Upload-Content-Type",
            "X-Hub-Signature-256",
            "X-GitHub-Event",
            "X-Amz-Date",
            "X-Amz-Content-Sha256",
            "X-Amz-Target",
            "grpc-timeout",
            "grpc-accept-encoding",
            "sap-client",
            "sap-language",
            "MaxDataServiceVersion",
            "Traceparent-Id",
            "X-Custom-Header",
            "client_version",
            "tenant_id",
            "Cookies",
            "Viable",
            "X-Hosts",
            "X-Forwarder",
            "X-Originals",
            "X-Realm",
            "Client-Certs",
            "X-Remotely",
            "X-Rewriter",
            "SS-L",
            "DPoP-Proof",
            "Authorize",
            "X-Api-Keys",
            "iv",
            "SM",
            "Autho-Rize",
            "Proxies",
        ];

    [Theory]
    [MemberData(nameof(Withheld))]
    public async Task A_header_that_speaks_for_the_caller_does_not_arrive_in_any_spelling(string name)
    {
        string[] spellings = [name, name.ToLowerInvariant(), name.ToUpperInvariant()];
        var others = spellings.Distinct(StringComparer.Ordinal).Where(spelling => !IsApiKey(spelling));
        var arrived = await scenario.ArrivedAsync([.. others.Select(spelling => $"{spelling}: invented")]);
        Assert.Equal(["Authorization", "Host", "Via"], arrived.Keys.Where(key => key != "traceparent").Order(StringComparer.Ordinal));
        Assert.StartsWith("Bearer eyJ", Assert.Single(arrived["Authorization"]), StringComparison.Ordinal);
        Assert.Equal(["1.1 ciam-gateway"], arrived["Via"]);
    }

    /// <summary>Many servers take an underscore for a hyphen.</summary>
    [Theory]
    [MemberData(nameof(Withheld))]
    public async Task Nor_does_it_with_underscores(string name)
    {
        if (name.Contains('-', StringComparison.Ordinal) && name is not ("X-Api-Key" or "Proxy-Authorization"))
        {
            var arrived = await scenario.ArrivedAsync(
                $"{name.Replace('-', '_')}: invented",
                $"{name.ToUpperInvariant().Replace('-', '_')}: invented"
            );
            Assert.Equal(["Authorization", "Host", "Via"], arrived.Keys.Where(key => key != "traceparent").Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(HopByHop))]
    public async Task A_header_of_this_connection_does_not_arrive(string name) =>
        Assert.DoesNotContain(name, await scenario.ArrivedAsync($"{name}: 1"));

    [Theory]
    [MemberData(nameof(Passed))]
    public async Task Any_other_header_arrives_as_it_came(string name) =>
        Assert.Equal(["a \"b\", c"], (await scenario.ArrivedAsync($"{name}: a \"b\", c"))[name]);

    /// <summary>A wrong one would be refused.</summary>
    private static bool IsApiKey(string name) => name.Equals("X-Api-Key", StringComparison.OrdinalIgnoreCase);

    public sealed class Scenario : IAsyncLifetime
    {
        private SandboxAuthorizationServer _server = null!;

        internal GatewayBeforeUpstream Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _server = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), TestContext.Current.CancellationToken);
            Gateway = await GatewayBeforeUpstream.StartAsync(_server.TokenEndpoint, _ => Task.CompletedTask);
        }

        /// <returns>The headers that reached the API, of a request of a caller that may call every route.</returns>
        internal async Task<IReadOnlyDictionary<string, string?[]>> ArrivedAsync(params string[] headers)
        {
            var before = Gateway.Upstream.Requests;
            var request =
                $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nX-Api-Key: {SandboxCaller.OpsConsole.ApiKey}\r\n"
                + string.Concat(headers.Select(header => $"{header}\r\n"))
                + "\r\n";
            Assert.Equal(200, Assert.Single(await RawConnection.ExchangeAsync(Gateway.Gateway.Address, request)).Status);
            Assert.Equal(before + 1, Gateway.Upstream.Requests);
            return Gateway.Upstream.Headers;
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await _server.DisposeAsync();
        }
    }
}
