using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using CiamGateway.Sandbox.SiblingApis;

namespace CiamGateway.Sandbox;

/// <summary>Tells what runs where, and what to try.</summary>
internal static class Welcome
{
    public static void Write(
        TextWriter output,
        Uri gateway,
        Uri? management,
        SandboxAuthorizationServer server,
        SandboxProvisioningApi api,
        Dictionary<string, string?> settings
    )
    {
        output.WriteLine(
            $"""

              gateway                {Text(gateway)}
              management             {(
                management is null ? "(of the gateway that runs there)" : $"{Text(management)}   the status page, for a browser"
            )}
              authorization server   {Text(server.Address)}   token endpoint /{SandboxAuthorizationServer.TokenEndpointPath}
              provisioning API       {Text(api.Address)}   needs a token of the right scope for each operation
              MFA and administration {Text(api.Address)}   token endpoint {SiblingApiServer.TokenEndpointPath}, no scope

            """
        );
        if (management is null)
        {
            output.WriteLine("Start that gateway with these settings:\n");
            output.WriteLine(
                $"  ciam-gateway {string.Join(" \\\n    ", settings.Select(setting => $"'--{setting.Key}={setting.Value}'"))}\n"
            );
        }
        output.WriteLine(
            $"""
            Try, without any token:

              curl {Text(gateway)}/Domains
              curl {Text(
                gateway
            )}/Domains -H 'Content-Type: application/json' -d '{"{"}"friendlyName":"Mine","description":"My first domain"{"}"}'
              curl -X DELETE {Text(gateway)}/Domains/ID -H 'X-Api-Key: {SandboxCaller.Payroll.ApiKey}'
              curl -X DELETE {Text(gateway)}/Domains/ID -H 'X-Api-Key: {SandboxCaller.OpsConsole.ApiKey}'
              curl -H 'Authorization: Bearer stolen' {Text(gateway)}/Domains
              curl {Text(gateway)}/ciam-mfa/v2/users/CORP%5Cjdoe/mfadevices

            See which scope arrived with each call, and what it cost:

              curl {Text(api.Address)}{SandboxProvisioningApi.JournalPath}
              curl {(management is null ? "MANAGEMENT" : Text(management))}/health/ready
              curl {(management is null ? "MANAGEMENT" : Text(management))}/metrics

            Ctrl+C ends it.
            """
        );
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
