using CiamGateway.Callers.Schemes;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>
/// The configuration of a site: the shipped one with two callers, and with routes that ask for more than a path and a method.
/// </summary>
internal sealed class ExplainedSite : IDisposable
{
    private readonly ConfigurationFolder _folder = new ConfigurationFolder().With(
        "site.json",
        $$"""
        {
          "Gateway": {
            "TokenClients": {
              "provisioning": { "ClientSecret": "s3cret" },
              "payroll-provisioning": { "TokenEndpoint": "https://sso.example.com/as/token.oauth2", "ClientId": "payroll",
                "ClientSecret": "own", "DPoP": true }
            },
            "Callers": {
              "payroll": { "ApiKeys": [ "{{ApiKeyHash.Of("first")}}" ], "Networks": [ "10.1.0.0/16" ],
                "TokenClients": { "provisioning": "payroll-provisioning" } },
              "ops-console": { "ApiKeys": [ "{{ApiKeyHash.Of("second")}}" ] }
            },
            "AccessPolicies": { "domain-administrators": { "Callers": [ "ops-console" ] } },
            "RateLimits": { "slow": { "Requests": 60, "Queue": 5 } },
            "Limits": { "TimeoutPolicies": { "short": "00:00:03" } }
          },
          "ReverseProxy": { "Routes": {
            "report": {
              "ClusterId": "provisioning", "RateLimiterPolicy": "slow", "TimeoutPolicy": "short", "MaxRequestBodySize": 1000,
              "Match": { "Path": "/Reports/{id}", "Methods": [ "GET", "POST" ], "Headers": [ { "Name": "X-Tenant",
                "Values": [ "blue" ] } ] },
              "Transforms": [ { "AccessToken": "provisioning", "Scope": "reports", "Resource": "https://api.example.com", "Warm": "false",
                "ReplayOn401": "false" }, { "PathPrefix": "/v2" }, { "RequestHeader": "X-From", "Set": "gateway" } ]
            },
            "report-draft": {
              "ClusterId": "provisioning",
              "Match": { "Path": "/Reports/{id}", "Methods": [ "GET" ], "Headers": [ { "Name": "X-Tenant", "Values": [ "blue" ] } ],
                "QueryParameters": [ { "Name": "draft", "Mode": "Exists" } ] },
              "Transforms": [ { "AccessToken": "none" } ]
            },
            "report-any": { "ClusterId": "provisioning", "Order": 10, "Match": { "Path": "/Reports/{**rest}" },
              "Transforms": [ { "AccessToken": "none" } ] },
            "report-host": { "ClusterId": "provisioning", "Order": -1, "Match": { "Path": "/Reports/{id}",
              "Hosts": [ "reports.example.com" ] }, "Transforms": [ { "AccessToken": "none" } ] }
          } }
        }
        """
    );

    /// <summary>What a command line names it with.</summary>
    public string[] Arguments => ["--config", Path.Combine(_folder.Path, "site.json")];

    public Task<ExplainedRequest> ExplainAsync(params string[] arguments) => ExplainedRequest.OfAsync([.. arguments, .. Arguments]);

    public void Dispose() => _folder.Dispose();
}
