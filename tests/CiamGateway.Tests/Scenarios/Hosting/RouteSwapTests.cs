using System.Net;
using System.Text;
using CiamGateway.Callers.Passwords;
using CiamGateway.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>
/// The moment in which a configuration is applied and its routes are not yet: requests on the old routes are served as before, and no
/// request
/// slips through.
/// </summary>
public sealed class RouteSwapTests
{
    private const string Route = "ReverseProxy:Routes:open";

    private static readonly Uri Nowhere = new("http://127.0.0.1:1");
    private static string Payroll => SandboxCaller.Payroll.ApiKey;
    private static string Administrator => SandboxCaller.OpsConsole.ApiKey;

    [Fact]
    public async Task A_caller_that_neither_configuration_admits_is_not_admitted_in_between()
    {
        await using var swap = await PausedSwap.StartAsync(
            new()
            {
                ["Gateway:AccessPolicies:writers:Callers:0"] = "ops-console",
                ["Gateway:AccessPolicies:owners:Callers:0"] = "ops-console",
                [$"{Route}:AuthorizationPolicy"] = "writers",
            }
        );
        Assert.Equal(HttpStatusCode.Forbidden, await swap.CallAsync(Payroll));
        await swap.BeginAsync(
            new() { ["Gateway:AccessPolicies:writers:Callers:1"] = "payroll", [$"{Route}:AuthorizationPolicy"] = "owners" }
        );
        Assert.Equal(HttpStatusCode.Forbidden, await swap.CallAsync(Payroll));
        Assert.Equal(HttpStatusCode.OK, await swap.CallAsync(Administrator));
        await swap.EndAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await swap.CallAsync(Payroll));
        Assert.Equal(HttpStatusCode.OK, await swap.CallAsync(Administrator));
    }

    [Fact]
    public async Task Strangers_who_will_be_let_in_elsewhere_are_not_let_in_where_a_policy_comes()
    {
        await using var swap = await PausedSwap.StartAsync(
            new() { ["Gateway:AnonymousCallers"] = "Denied", ["Gateway:AccessPolicies:writers:Callers:0"] = "ops-console" }
        );
        await swap.BeginAsync(new() { ["Gateway:AnonymousCallers"] = "Allowed", [$"{Route}:AuthorizationPolicy"] = "writers" });
        Assert.Equal(HttpStatusCode.Unauthorized, await swap.CallAsync(null));
        await swap.EndAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await swap.CallAsync(null));
    }

    [Fact]
    public async Task Whose_password_is_still_being_checked_when_the_swap_ends_is_judged_by_both_all_the_same()
    {
        await using var swap = await PausedSwap.StartAsync(
            new()
            {
                ["Gateway:AccessPolicies:writers:Callers:0"] = "ops-console",
                ["Gateway:AccessPolicies:owners:Callers:0"] = "ops-console",
                ["Gateway:Callers:payroll:Passwords:0"] = PasswordHash.Of("one"u8).ToString(),
                ["Gateway:Callers:payroll:Passwords:1"] = PasswordHash.Of("two"u8).ToString(),
                [$"{Route}:AuthorizationPolicy"] = "writers",
            }
        );
        await swap.BeginAsync(
            new() { ["Gateway:AccessPolicies:writers:Callers:1"] = "payroll", [$"{Route}:AuthorizationPolicy"] = "owners" }
        );
        var answered = swap.CallAsync(null, password: "two");
        await swap.ChecksPasswordAsync();
        await swap.EndAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await answered);
    }

    [Fact]
    public async Task What_routes_name_holds_until_they_are_gone()
    {
        await using var swap = await PausedSwap.StartAsync(Named("before"));
        Assert.Equal(HttpStatusCode.OK, await swap.CallAsync(Administrator));
        await swap.BeginAsync(
            new(
                Named("after")
                    .Concat(Named("before").Select(setting => new KeyValuePair<string, string?>(setting.Key, null)))
                    .DistinctBy(setting => setting.Key)
            )
        );
        Assert.Equal(HttpStatusCode.OK, await swap.CallAsync(Administrator));
        Assert.Equal(HttpStatusCode.TooManyRequests, await swap.CallAsync(Administrator));
        Assert.Equal(HttpStatusCode.Forbidden, await swap.CallAsync(Payroll));
        await swap.EndAsync();
        Assert.Equal(HttpStatusCode.OK, await swap.CallAsync(Administrator));
        Assert.Equal(HttpStatusCode.Forbidden, await swap.CallAsync(Payroll));
    }

    private static Dictionary<string, string?> Named(string name) =>
        new()
        {
            [$"Gateway:AccessPolicies:{name}:Callers:0"] = "ops-console",
            [$"Gateway:Limits:TimeoutPolicies:{name}"] = "00:01:00",
            [$"Gateway:RateLimits:{name}:Requests"] = "2",
            [$"Gateway:RateLimits:{name}:Window"] = "01:00:00",
            [$"{Route}:AuthorizationPolicy"] = name,
            [$"{Route}:TimeoutPolicy"] = name,
            [$"{Route}:RateLimiterPolicy"] = name,
        };

    /// <summary>A gateway whose routes are applied when the test says so.</summary>
    private sealed class PausedSwap : IProxyConfigFilter, IAsyncDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _gate = new(initialState: true);
        private GatewayBeforeUpstream _gateway = null!;
        private Task _swapping = Task.CompletedTask;

        public static async Task<PausedSwap> StartAsync(Dictionary<string, string?> settings)
        {
            var swap = new PausedSwap();
            swap._gateway = await GatewayBeforeUpstream.StartAsync(
                Nowhere,
                _ => Task.CompletedTask,
                new(settings)
                {
                    [$"{Route}:ClusterId"] = "provisioning",
                    [$"{Route}:Match:Path"] = "/open",
                    [$"{Route}:Transforms:0:AccessToken"] = "none",
                },
                substitute: services => services.AddSingleton<IProxyConfigFilter>(swap)
            );
            return swap;
        }

        public async Task BeginAsync(Dictionary<string, string?> changes)
        {
            _gate.Reset();
            _swapping = Task.Run(() => _gateway.ReconfigureAsync(changes), TestContext.Current.CancellationToken);
            await await Task.WhenAny(_reached.Task, _swapping);
        }

        public Task EndAsync()
        {
            _gate.Set();
            return _swapping;
        }

        /// <summary>Waits until a password is being checked.</summary>
        public Task ChecksPasswordAsync() =>
            Eventually.HoldsAsync(() => _gateway.Gateway.Services.GetRequiredService<PasswordVerification>().LongChecks > 0);

        public async Task<HttpStatusCode> CallAsync(string? key, string? password = null)
        {
            using var caller = key is null ? Http.To(_gateway.Gateway.Address) : Http.To(_gateway.Gateway.Address, key);
            caller.DefaultRequestHeaders.Authorization = password is null
                ? null
                : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"payroll:{password}")));
            using var response = await caller.GetAsync("/open", TestContext.Current.CancellationToken);
            return response.StatusCode;
        }

        public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
        {
            if (!_gate.IsSet)
            {
                _reached.TrySetResult();
                _gate.Wait(cancel);
            }
            return new(cluster);
        }

        public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) =>
            new(route);

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            await _gateway.DisposeAsync();
            _gate.Dispose();
        }
    }
}
