using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>A running gateway one of whose files is touched all the time still follows the others, and obeys SIGHUP at once.</summary>
public sealed class RestlessFileTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    private const string Reloaded = "Configuration reloaded";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    [Fact(Timeout = TimeLimit.Long)]
    public async Task A_file_that_is_touched_every_400_ms_keeps_no_change_and_no_SIGHUP_waiting()
    {
        using var folder = ConfigurationFolder
            .Sound()
            .With("secret", SandboxClient.Gateway.ClientSecret)
            .With("routes.json", RoutesWith("first"));
        var (secret, routes) = (Path.Combine(folder.Path, "secret"), Path.Combine(folder.Path, "routes.json"));
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await RunningGateway.StartAsync(
            authorizationServer.TokenEndpoint,
            api.Address,
            new() { ["Gateway:TokenClients:provisioning:ClientSecretFile"] = secret, ["Gateway:RouteFiles:0"] = routes }
        );
        var minute = 0;

        folder.With("routes.json", RoutesWith("second"));
        await TouchUntilAsync(() => Count(Reloaded) == 1);
        await AssertServesAsync("/second");
        await TouchUntilAsync(() => Count("\"EventId\":1007,") == 1);
        Assert.Equal(1, Count($"File '{secret}' does not come to rest"));
        gateway.Signal("HUP");
        await TouchUntilAsync(() => Count(Reloaded) == 2);
        folder.With("routes.json", RoutesWith("third"));
        await TouchUntilAsync(() => Count(Reloaded) == 3);
        await AssertServesAsync("/third");

        Task TouchUntilAsync(Func<bool> holds) =>
            Eventually.HoldsAsync(
                () =>
                {
                    File.SetLastWriteTimeUtc(secret, DateTime.UnixEpoch.AddMinutes(++minute));
                    return holds();
                },
                process: gateway.Process,
                interval: Interval
            );

        int Count(string words) => gateway.Errors.Count(line => line.Contains(words, StringComparison.Ordinal));

        async Task AssertServesAsync(string path)
        {
            using var caller = Http.To(gateway.Address);
            using var answer = await caller.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    private static string RoutesWith(string path) =>
        $$"""
            { "ReverseProxy": { "Routes": { "{{path}}": {
              "ClusterId": "provisioning", "Match": { "Path": "/{{path}}" }, "Transforms": [ { "AccessToken": "provisioning",
                "Scope": "application.client" } ] } } } }
            """;
}
