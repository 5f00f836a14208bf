using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Cli;

public sealed class RoutesVerbTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder
        .Sound()
        .With(
            "site.json",
            """
            {
              "Gateway": {
                "Callers": {
                  "payroll": { "ApiKeys": [ "sha256:V6KP0EDyRlCsRwCkRrbJZ-_2xbJUwnRFVYUgBLWBd0g" ] },
                  "ops-console": { "Networks": [ "10.1.0.0/16" ] }
                },
                "AccessPolicies": { "administrators": { "Callers": [ "ops-console" ] } }
              },
              "ReverseProxy": { "Routes": {
                "domain-delete": {
                  "ClusterId": "provisioning", "AuthorizationPolicy": "administrators",
                  "Match": { "Path": "/Domains/{id}", "Methods": [ "DELETE" ] },
                  "Transforms": [ { "AccessToken": "provisioning", "Scope": "application.client domain.manage" } ]
                },
                "help": { "ClusterId": "provisioning", "AuthorizationPolicy": "anonymous", "Match": { "Path": "/help" },
                  "Transforms": [ { "AccessToken": "none" } ] }
              } }
            }
            """
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_table_names_method_path_cluster_token_client_scope_and_who_may_call()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "routes", "--config", "site.json");
        Assert.Equal(("", 0), (run.Errors, run.ExitCode));
        Assert.Equal(
            """
            METHOD  PATH           CLUSTER       TOKEN CLIENT  SCOPE                             WHO MAY CALL
            GET     /Domains       provisioning  provisioning  application.client                ops-console, payroll, anybody on this machine
            DELETE  /Domains/{id}  provisioning  provisioning  application.client domain.manage  administrators: ops-console
            any     /help          provisioning  none          none                              anonymous: ops-console, payroll, anybody

            """,
            run.Output
        );
    }

    [Fact]
    public async Task As_JSON_each_route_has_its_name_too()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "routes", "--json", "--config", "site.json");
        var route = JsonNode.Parse(run.Output)!.AsArray()[1]!;
        Assert.Equal(
            JsonNode
                .Parse(
                    """
                    {"route":"domain-delete","methods":["DELETE"],"path":"/Domains/{id}","cluster":"provisioning",
                    "tokenClient":"provisioning","scope":"application.client domain.manage","policy":"administrators",
                    "callers":["ops-console"],"anonymous":"Denied"}
                    """
                )!
                .ToJsonString(),
            route.ToJsonString()
        );
    }

    [Fact]
    public async Task A_secret_that_is_not_here_is_reported_and_the_routes_are_listed()
    {
        File.Delete(Path.Combine(_folder.Path, "secret"));
        var run = await GatewayProcess.RunAsync(_folder.Path, "routes");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("METHOD  PATH      CLUSTER", run.Output, StringComparison.Ordinal);
        Assert.Contains("Gateway:TokenClients:provisioning:ClientSecretFile: file ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_with_an_error_are_not_listed_but_reported_as_validate_does()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "routes", "--ReverseProxy:Routes:domain-list:ClusterId=provisionning");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            "error: command line: ReverseProxy:Routes:domain-list:ClusterId: 'provisionning' is not a cluster. Fix: "
                + "write 'provisioning'.\nThe configuration has 1 error: with it the gateway does not start.\n",
            run.Errors
        );
    }
}
