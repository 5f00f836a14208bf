using System.Globalization;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>
/// Four gateway processes and Debian's Redis, under load. Run by <c>.ci/replicas</c>, since it needs a <c>redis-server</c>.
/// </summary>
public sealed class ReplicaTests
{
    private const int Replicas = 4;

    /// <summary>In milliseconds; each load lasts as long as it is told to.</summary>
    private const int Limit = 600_000;

    /// <summary>
    /// Before a call goes on without Redis: 700 ms are the lock's and a look's time, and that in which another replica may ask. Half as
    /// much is for four gateways and the load, which share two processors. A call that waits for Redis twice takes 1400 ms.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(1050);

    /// <summary>How long each load lasts; outages last a sixth of it.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("REPLICAS_SECONDS") ?? "24", CultureInfo.InvariantCulture)
    );

    private static ITestOutputHelper Output => TestContext.Current.TestOutputHelper!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true, Timeout = Limit)]
    public async Task They_make_one_token_request_for_each_renewal_and_Redis_sees_nothing_in_clear()
    {
        var lifetime = TimeSpan.FromSeconds(4);
        await using var replicas = await ReplicaSet.StartAsync(Replicas, lifetime);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var commands = replicas.Redis.MonitorAsync(watching.Token);
        var before = replicas.TokenRequests;
        var started = TimeProvider.System.GetTimestamp();
        await UnderLoadAsync(replicas, "steady", () => Task.Delay(Duration, Cancellation));
        var after = replicas.TokenRequests;
        // Tokens are renewed at three quarters of their life at the earliest, and at 17 twentieths at the latest. Of a life as short as
        // this one, the last second does not count.
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        var counted = lifetime - TimeSpan.FromSeconds(1);
        var (least, most) = (Math.Floor(elapsed / (counted * 0.85)), Math.Ceiling(elapsed / (counted * 0.75)));
        foreach (var (scope, count) in after)
        {
            var requests = count - before[scope];
            Output.WriteLine(
                $"{elapsed.TotalSeconds:F0} s: {requests} token requests for '{scope}' of {Replicas} replicas, {least} to {most} renewals"
            );
            Assert.InRange(requests, least * 0.9, most * 1.1);
        }
        await watching.CancelAsync();
        var header = await TokenHeaderAsync(replicas);
        AssertNothingInClear(await commands, header);
        AssertNothingInClear(await replicas.Redis.DumpAsync(), header);
    }

    [Fact(Explicit = true, Timeout = Limit)]
    public async Task A_rolling_restart_of_all_makes_no_token_request()
    {
        await using var replicas = await ReplicaSet.StartAsync(Replicas, TimeSpan.FromHours(1));
        var before = replicas.AuthorizationServer.TokenRequests.Count;
        await UnderLoadAsync(replicas, "rolling restart", async () =>
        {
            foreach (var old in replicas.All.ToList())
            {
                await replicas.AddAsync();
                await replicas.RemoveAsync(old);
            }
        });
        Output.WriteLine(
            $"{replicas.AuthorizationServer.TokenRequests.Count - before} token requests during a rolling restart of {Replicas} replicas"
        );
        Assert.Equal(before, replicas.AuthorizationServer.TokenRequests.Count);
    }

    [Fact(Explicit = true, Timeout = Limit)]
    public async Task No_call_fails_or_waits_long_while_Redis_hangs_or_is_dead_full_or_read_only()
    {
        await using var replicas = await ReplicaSet.StartAsync(Replicas, TimeSpan.FromSeconds(4));
        var outage = Duration / 6;
        await OutageAsync("hanging", Now(replicas.Redis.Hang), Now(replicas.Redis.GoOn), "does not answer in time");
        await OutageAsync("killed", replicas.Redis.DieAsync, replicas.Redis.RiseAsync, "cannot be reached");
        await OutageAsync("out of memory", () => Configure("maxmemory", "1"), () => Configure("maxmemory", "0"), "has no memory left");
        await OutageAsync(
            "a read-only replica",
            () => Ask("REPLICAOF", "127.0.0.1", "1"),
            () => Ask("REPLICAOF", "NO", "ONE"),
            "is a replica"
        );

        async Task OutageAsync(string name, Func<Task> begin, Func<Task> end, string said)
        {
            var p99 = await UnderLoadAsync(replicas, name, async () =>
            {
                await begin();
                await Task.Delay(outage, Cancellation);
            });
            await end();
            Assert.True(p99 < LongestWait, $"While Redis is {name} p99 is {p99.TotalMilliseconds:F0} ms.");
            await UnderLoadAsync(replicas, $"after it was {name}", () => HealedAsync(replicas));
            Assert.Contains(replicas.All.SelectMany(replica => replica.Errors), line => line.Contains(said, StringComparison.Ordinal));
        }

        Task Configure(string key, string value) => Ask("CONFIG", "SET", key, value);

        Task Ask(string command, params object[] arguments) => replicas.Redis.AskAsync(command, arguments);

        static Func<Task> Now(Action action) =>
            () =>
            {
                action();
                return Task.CompletedTask;
            };
    }

    [Fact(Explicit = true, Timeout = Limit)]
    public async Task A_wrong_password_is_said_and_costs_nothing_but_the_sharing()
    {
        await using var replicas = await ReplicaSet.StartAsync(1, TimeSpan.FromHours(1));
        await replicas.Redis.AskAsync("CONFIG", "SET", "requirepass", "something else");
        var replica = await replicas.AddAsync();
        string[] refusals = ["requires a password", "refuses the user"];
        await Eventually.HoldsAsync(
            () => replica.Errors.Any(line => refusals.Any(words => line.Contains(words, StringComparison.Ordinal))),
            process: replica.Process
        );
        await UnderLoadAsync(replicas, "locked", () => Task.Delay(1000, Cancellation));
    }

    /// <summary>Waits until every replica shares again.</summary>
    private static async Task HealedAsync(ReplicaSet replicas)
    {
        foreach (var replica in replicas.All)
        {
            await ReplicaSet.SharesAsync(replica);
        }
    }

    private static async Task<TimeSpan> UnderLoadAsync(ReplicaSet replicas, string name, Func<Task> meanwhile)
    {
        var load = replicas.Load();
        await using (load)
        {
            await meanwhile();
        }
        var p99 = replicas.Balancer.TakeP99();
        Output.WriteLine($"{name}: {load.Count} calls, {load.Failures.Count} failed, p99 {p99.TotalMilliseconds:F0} ms");
        Assert.Empty(load.Failures);
        return p99;
    }

    /// <summary>How every token of this authorization server begins. Its first letters alone occur by chance in encrypted text.</summary>
    private static async Task<string> TokenHeaderAsync(ReplicaSet replicas)
    {
        var client = SandboxClient.Gateway;
        using var http = Http.To(replicas.AuthorizationServer.TokenEndpoint);
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = client.ClientId,
                ["client_secret"] = client.ClientSecret,
                ["scope"] = "application.client",
            }
        );
        using var response = await http.PostAsync(replicas.AuthorizationServer.TokenEndpoint, form, Cancellation);
        var token = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["access_token"]!.GetValue<string>();
        Assert.StartsWith("eyJ", token, StringComparison.Ordinal);
        return token.Split('.')[0];
    }

    private static void AssertNothingInClear(string text, string tokenHeader)
    {
        Assert.Contains("ciam-gateway:token:", text, StringComparison.Ordinal);
        Assert.All([tokenHeader, "Bearer", SandboxClient.Gateway.ClientSecret, "application.client"], word =>
            Assert.DoesNotContain(word, text, StringComparison.Ordinal)
        );
    }
}
