using System.CommandLine;

namespace CiamGateway.Sandbox;

/// <summary>The sandbox's options.</summary>
internal static class SandboxCommandLine
{
    public static RootCommand Create()
    {
        var defaults = new SandboxOptions();
        var tour = new Option<bool>("--tour")
        {
            Description = "Play a legacy application's day through the gateway, print every call, and exit 0 or 1.",
        };
        var soak = new Option<int?>("--soak")
        {
            Description = "Keep a steady load on two scopes for so long, print what it cost, and exit 0 or 1.",
            HelpName = "SECONDS",
        };
        soak.Validators.Add(result =>
        {
            if (result.Tokens is [var seconds] && int.TryParse(seconds.Value, out var number) && number < 1)
            {
                result.AddError("--soak takes a number of seconds, at least 1.");
            }
        });
        var gateway = new Option<Uri?>("--gateway")
        {
            Description = "Start no gateway, use the one that runs at this address. The settings it needs are printed.",
            HelpName = "URL",
            CustomParser = argument =>
                Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                    ? address
                    : Refuse(argument, "--gateway takes an address such as http://127.0.0.1:8080."),
        };
        var lifetime = Number(
            "--token-lifetime",
            "SECONDS",
            "How long the authorization server's tokens live.",
            (int)defaults.TokenLifetime.TotalSeconds
        );
        var withheld = new Option<string[]>("--withhold-scope")
        {
            Description = "A part of the scope that the authorization server leaves out of what it grants; repeatable.",
            HelpName = "SCOPE",
        };
        var bareLists = new Option<bool>("--bare-lists") { Description = "Let the API list users and service accounts as bare arrays." };
        var gatewayPort = Number("--gateway-port", "PORT", "Where callers reach the gateway.", defaults.GatewayPort);
        var managementPort = Number("--management-port", "PORT", "Where operators reach it.", defaults.ManagementPort);
        var serverPort = Number("--authorization-server-port", "PORT", "The authorization server.", defaults.AuthorizationServerPort);
        var apiPort = Number("--api-port", "PORT", "The Provisioning API.", defaults.ApiPort);

        var root = new RootCommand(
            "The gateway with all that it needs: a real authorization server, the Provisioning API and its siblings in memory, "
                + "and the gateway in front of them."
        )
        {
            tour,
            soak,
            gateway,
            lifetime,
            withheld,
            bareLists,
            gatewayPort,
            managementPort,
            serverPort,
            apiPort,
        };
        root.SetAction(
            (arguments, cancellationToken) =>
                SandboxProgram.RunAsync(
                    new SandboxOptions
                    {
                        PlaysTour = arguments.GetValue(tour),
                        Soak = arguments.GetValue(soak) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                        Gateway = arguments.GetValue(gateway),
                        TokenLifetime = TimeSpan.FromSeconds(arguments.GetValue(lifetime)),
                        WithheldScope = arguments.GetValue(withheld) ?? [],
                        HasBareLists = arguments.GetValue(bareLists),
                        GatewayPort = arguments.GetValue(gatewayPort),
                        ManagementPort = arguments.GetValue(managementPort),
                        AuthorizationServerPort = arguments.GetValue(serverPort),
                        ApiPort = arguments.GetValue(apiPort),
                    },
                    cancellationToken
                )
        );
        return root;
    }

    private static Option<int> Number(string name, string unit, string description, int whereMissing) =>
        new(name)
        {
            Description = description,
            HelpName = unit,
            DefaultValueFactory = _ => whereMissing,
        };

    private static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult argument, string message)
    {
        argument.AddError(message);
        return null;
    }
}
