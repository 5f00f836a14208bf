using CiamGateway.Callers.Schemes;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Callers;

/// <summary>
/// Changes of the configuration while calls of the caller "it" are open: what is taken away, the credential that it sends, the
/// configuration before and what changes, each "key=value". A key without a value is removed.
/// </summary>
public static class OpenCallChanges
{
    private const string It = "Gateway:Callers:it";
    private const string Route = "ReverseProxy:Routes:its";
    private const string Policy = "Gateway:AccessPolicies:its:Callers";
    private const string Leaving = "Gateway:TokenClients:leaving";

    private static readonly string Key = ApiKeyHash.Of("it-1").ToString();
    private static readonly string OtherKey = ApiKeyHash.Of("it-2").ToString();

    private static readonly string[] WithPassword = [$"{It}:Passwords:0={TestCallers.First}", $"{Policy}:0=it"];
    private static readonly string[] WithCertificate = [$"{It}:Certificates:0:Thumbprint={{thumbprint}}", $"{Policy}:0=it"];

    public static string[] WithKey => [$"{It}:ApiKeys:0={Key}", $"{Policy}:0=it"];

    public static TheoryData<string, string, string[], string[]> Taken =>
        new()
        {
            { "caller", "key it-1", [$"{It}:ApiKeys:0={Key}", $"{Policy}:0=other", $"{Policy}:1=it"], [$"{It}:ApiKeys:0", $"{Policy}:1"] },
            { "credential", "key it-1", WithKey, [$"{It}:ApiKeys:0={OtherKey}"] },
            { "credential", "key it-1 certificate", [.. WithCertificate, .. WithKey[..1]], [$"{It}:ApiKeys:0={OtherKey}"] },
            { "credential", "password first", WithPassword, [$"{It}:Passwords:0={TestCallers.Second}"] },
            { "credential", "certificate", WithCertificate, [$"{It}:Certificates:0:Thumbprint={new string('B', 64)}"] },
            { "network", "key it-1", WithKey, [$"{It}:Networks:0=203.0.113.0/24"] },
            { "network", "", [$"{It}:Networks:0=127.0.0.0/8", $"{Policy}:0=it"], [$"{It}:Networks:0=203.0.113.0/24"] },
            { "policy", "key it-1", WithKey, [$"{Policy}:0=other"] },
            { "policy", "key it-1", WithKey, [$"{Route}:AuthorizationPolicy=others"] },
            { "policy", "", [$"{Route}:AuthorizationPolicy=anonymous", $"{Policy}:0=other"], [$"{Route}:AuthorizationPolicy=its"] },
            { "route", "key it-1", WithKey, [$"{Route}:Match:Path=/elsewhere/{{kind}}"] },
            { "route", "key it-1", WithKey, [$"{Route}:Match:Methods:0=POST"] },
            {
                "token_client",
                "key it-1",
                [.. WithKey, $"{Route}:Transforms:0:AccessToken=leaving"],
                [
                    $"{Route}:Transforms:0:AccessToken=provisioning",
                    "Gateway:Callers:clerk:TokenClients:provisioning",
                    $"{Leaving}:TokenEndpoint",
                    $"{Leaving}:ClientId",
                    $"{Leaving}:ClientSecret",
                ]
            },
            { "token_client", "key it-1", [.. WithKey, $"{Route}:Transforms:0:AccessToken=leaving"], [$"{Leaving}:ClientId=another"] },
        };

    public static TheoryData<string, string, string[], string[]> Kept =>
        new()
        {
            { "a key beside", "key it-1", WithKey, [$"{It}:ApiKeys:0={OtherKey}", $"{It}:ApiKeys:1={Key}"] },
            { "a password beside", "password first", WithPassword, [$"{It}:Passwords:1={TestCallers.Second}"] },
            { "networks that suffice", "key it-1", WithKey, [$"{It}:Networks:0=127.0.0.0/8"] },
            {
                "another policy that admits",
                "key it-1",
                WithKey,
                [$"{Route}:AuthorizationPolicy=others", "Gateway:AccessPolicies:others:Callers:1=it"]
            },
            { "a route that takes more", "key it-1", WithKey, [$"{Route}:Match:Path=/{{any}}/{{kind}}", $"{Route}:Order=9"] },
            { "another scope", "key it-1", WithKey, [$"{Route}:Transforms:0:Scope=application.client domain.manage"] },
            {
                "another destination",
                "key it-1",
                WithKey,
                ["ReverseProxy:Clusters:provisioning:Destinations:primary:Address=http://127.0.0.1:1"]
            },
            { "a token client of its own", "key it-1", WithKey, [$"{It}:TokenClients:provisioning=leaving"] },
            { "another secret", "key it-1", WithKey, ["Gateway:TokenClients:provisioning:ClientSecret=changed"] },
        };
}
