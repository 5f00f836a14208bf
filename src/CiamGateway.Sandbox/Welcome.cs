using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;

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
        var journal = Text(api.Address) + SandboxProvisioningApi.JournalPath;
        output.WriteLine(
            $"""

            Try, without any token:

              curl {Text(gateway)}/Domains
              curl -X DELETE {Text(gateway)}/Domains/42 -H 'X-Api-Key: {SandboxCaller.OpsConsole.ApiKey}'
              curl {journal}

            The last one shows which scope arrived at the API with each call.

              gateway                {Text(gateway)}
              status page, metrics   {(management is null ? "(of the gateway that runs there)" : Text(management))}
              authorization server   {Text(server.Address)}
              APIs                   {Text(api.Address)}

            """
        );
        if (management is null)
        {
            output.WriteLine("Start that gateway with these settings:\n");
            output.WriteLine(
                $"  ciam-gateway {string.Join(" \\\n    ", settings.Select(setting => $"'--{setting.Key}={setting.Value}'"))}\n"
            );
        }
        output.WriteLine("README.md has more to try. Ctrl+C ends it.");
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
