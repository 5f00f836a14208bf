using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary><c>explain</c> says of every operation and of every hostile target what the gateway does with it.</summary>
public sealed class ExplainShippedRoutesTests
{
    private const string NotServed = "POST /Applications";

    private static readonly string[] Settings =
    [
        .. SandboxSettings
            .For(new Uri("https://sso.example.com/token"), new Uri("https://api.example.com/"))
            .Select(setting => $"--{setting.Key}={setting.Value}"),
    ];

    public static TheoryData<string, string> Operations =>
        new(CiamGateway.Sandbox.ProvisioningApi.Operations.All.Select(operation => (operation.Method, operation.Path)));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_operation_is_explained_with_the_scope_of_the_APIs_description(string method, string path)
    {
        var operation = CiamGateway.Sandbox.ProvisioningApi.Operations.All.Single(operation =>
            operation.Method == method && operation.Path == path
        );
        var target = path.Replace("{", "a-", StringComparison.Ordinal).Replace("}", "-7", StringComparison.Ordinal);
        foreach (var caller in SandboxCaller.All)
        {
            var explained = await ExplainAsync(method, target, caller.Name);
            if ($"{method} {path}" == NotServed)
            {
                Assert.Equal("405 method_not_allowed", explained.Refusal);
                continue;
            }
            var mayCall = caller == SandboxCaller.OpsConsole || !operation.Scope.Contains("domain.manage", StringComparison.Ordinal);
            Assert.Equal((operation.Scope, "provisioning"), (explained.Scope, explained.TokenClient));
            Assert.Equal(mayCall ? null : "403 caller_not_admitted", explained.Refusal);
            Assert.Equal(mayCall ? $"https://api.example.com{target}" : null, explained.Text("outgoing", "url"));
        }
    }

    [Fact]
    public async Task The_hostile_targets_of_the_written_table_are_explained_as_400_with_a_reason()
    {
        foreach (var request in HostileTargets.Refused)
        {
            var explained = await ExplainAsync(request);
            Assert.True(
                explained is { ExitCode: 1, Refusal: "400 request_target_refused" },
                $"{request} is explained as {explained.Refusal}"
            );
            Assert.EndsWith("Nothing was sent to the API.", explained.Text("refusal", "detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unusual_targets_that_everybody_reads_alike_are_explained_as_forwarded()
    {
        foreach (var request in HostileTargets.Forwarded)
        {
            Assert.Null((await ExplainAsync(request)).Refusal);
        }
    }

    private static Task<ExplainedRequest> ExplainAsync(string request) =>
        request.Split(' ', 2) is [var method, var target]
            ? ExplainAsync(method, target, SandboxCaller.OpsConsole.Name)
            : throw new ArgumentException(request);

    private static Task<ExplainedRequest> ExplainAsync(string method, string target, string caller) =>
        ExplainedRequest.OfAsync([method, target, "--caller", caller, .. Settings]);
}
