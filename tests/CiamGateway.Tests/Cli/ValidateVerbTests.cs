using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Cli;

public sealed class ValidateVerbTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_configuration_is_exit_code_0_and_no_output()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "validate");
        Assert.Equal((0, "", "The configuration is valid.\n"), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task Problems_as_JSON_name_file_line_column_path_and_fix()
    {
        _folder.With("site.json", "{\n  \"Gateway\": {\n    \"Managment\": \"x\"\n  }\n}");
        var run = await GatewayProcess.RunAsync(_folder.Path, "validate", "--json", "--config", "site.json");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Errors);
        var problem = Assert.Single(JsonNode.Parse(run.Output)!.AsArray())!;
        Assert.Equal("error", problem["severity"]!.GetValue<string>());
        Assert.Equal("site.json", problem["source"]!.GetValue<string>());
        Assert.Equal((3, 5), (problem["line"]!.GetValue<int>(), problem["column"]!.GetValue<int>()));
        Assert.Equal("Gateway:Managment", problem["path"]!.GetValue<string>());
        Assert.Equal("write 'Management'.", problem["fix"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("Gatway__TokenClients__provisioning__Retries", "write 'Gateway__TokenClients__provisioning__Retries'.")]
    [InlineData(
        "Gateway_TokenClients_provisioning_Retries",
        "write two underscores between parts, as in 'Gateway__TokenClients__provisioning__Retries'."
    )]
    [InlineData("GATEWAY_PORT_8080_TCP", null)]
    [InlineData("GATEWAY__TokenClients__provisioning__Retries", null)]
    [InlineData("Other__Retries", null)]
    public async Task A_misspelt_environment_variable_is_a_warning(string name, string? fix)
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, new Dictionary<string, string> { [name] = "1" }, "validate");
        var said = fix is null ? "" : $"warning: environment: {name}: is an environment variable that nothing reads. Fix: {fix}\n";
        Assert.Equal((0, said), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task A_folder_in_place_of_a_file_is_said_to_be_one()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "validate", "--config", "config");
        Assert.StartsWith(
            "error: config: is a folder. The rest was not checked. Fix: name a file in it.",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_source_of_the_current_value_is_named()
    {
        const string path = "Gateway:TokenClients:provisioning:Retries";
        _folder.With("site.json", """{ "Gateway": { "TokenClients": { "provisioning": { "Retries": "some" } } } }""");
        var file = await GatewayProcess.RunAsync(_folder.Path, "validate", "--config", "site.json");
        Assert.StartsWith($"error: site.json:1:52: {path}: 'some'", file.Output, StringComparison.Ordinal);
        var setting = await GatewayProcess.RunAsync(_folder.Path, "validate", "--config", "site.json", $"--{path}=many");
        Assert.StartsWith($"error: command line: {path}: 'many'", setting.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_files_can_be_added_and_the_later_one_wins()
    {
        _folder.With(
            "first.json",
            """{ "Gateway": { "TokenClients": { "provisioning": { "Retries": "some", "WaitTimeout": "soon" } } } }"""
        );
        _folder.With("second.json", """{ "Gateway": { "TokenClients": { "provisioning": { "Retries": "many" } } } }""");
        var run = await GatewayProcess.RunAsync(_folder.Path, "validate", "--config", "first.json", "--config", "second.json");
        Assert.Contains("second.json:1:52: Gateway:TokenClients:provisioning:Retries: 'many'", run.Output, StringComparison.Ordinal);
        Assert.Contains("first.json:1:71: Gateway:TokenClients:provisioning:WaitTimeout: 'soon'", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_missing_is_reported_where_its_object_begins()
    {
        _folder.With("site.json", """{ "Gateway": { "TokenClients": { "other": { "ClientId": "x", "ClientSecret": "y" } } } }""");
        var run = await GatewayProcess.RunAsync(_folder.Path, "validate", "--config", "site.json");
        Assert.StartsWith(
            "error: site.json:1:34: Gateway:TokenClients:other:TokenEndpoint: is missing",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_policy_that_admits_no_caller_is_a_warning_if_a_route_names_it()
    {
        _folder.With(
            "site.json",
            """
            { "Gateway": { "AccessPolicies": { "nobody": { "Callers": [] } } },
              "ReverseProxy": { "Routes": { "domain-list": { "AuthorizationPolicy": "nobody" } } } }
            """
        );
        var run = await GatewayProcess.RunAsync(_folder.Path, "validate", "--config", "site.json");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(
            "warning: site.json:1:48: Gateway:AccessPolicies:nobody:Callers: admits no caller, "
                + "so that every call of 'domain-list' is answered with 403.",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_warning_is_said_and_is_exit_code_0()
    {
        var run = await GatewayProcess.RunAsync(
            _folder.Path,
            "validate",
            "--ReverseProxy:Clusters:other:Destinations:primary:Address=https://api.example.com/"
        );
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("warning: command line: ReverseProxy:Clusters:other: is used by no route.", run.Output, StringComparison.Ordinal);
        Assert.Equal("The configuration has 1 warning.\n", run.Errors);
    }
}
