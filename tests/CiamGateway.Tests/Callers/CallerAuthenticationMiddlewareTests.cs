using System.Collections.Frozen;
using CiamGateway.Callers;
using CiamGateway.Callers.OpenCalls;
using CiamGateway.Callers.Policies;
using CiamGateway.Callers.Schemes;
using CiamGateway.Errors;
using CiamGateway.Listening.Strangers;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers;

/// <summary>The two stages that find out who calls and whether the route is for it, without a server.</summary>
public sealed class CallerAuthenticationMiddlewareTests
{
    private static readonly CallerSettings Payroll = new("payroll") { ApiKeys = [ApiKeyHash.Of("payroll-1")] };
    private static readonly CallerSettings OpsConsole = new("ops-console") { ApiKeys = [ApiKeyHash.Of("ops-1")] };
    private static readonly CallerSettings Branch = WithKeys("branch", "branch-1") with { Networks = Networks("192.0.2.0/24") };
    private static readonly CallerSettings Batch = In("batch", "10.0.0.0/8");

    [Theory]
    [InlineData("", "203.0.113.1", "nobody")]
    [InlineData("", "10.1.2.3", "batch")]
    [InlineData("", "192.0.2.1", "nobody")]
    [InlineData("payroll", "203.0.113.1", "payroll")]
    [InlineData("payroll", "10.1.2.3", "payroll")]
    [InlineData("payroll payroll", "203.0.113.1", "payroll")]
    [InlineData("- payroll", "203.0.113.1", "payroll")]
    [InlineData("payroll -", "203.0.113.1", "payroll")]
    [InlineData("payroll ops-console", "203.0.113.1", "401 conflict")]
    [InlineData("payroll ops-console payroll", "203.0.113.1", "401 conflict")]
    [InlineData("payroll wrong", "203.0.113.1", "401 password")]
    [InlineData("wrong payroll", "203.0.113.1", "401 password")]
    [InlineData("wrong", "10.1.2.3", "401 password")]
    [InlineData("branch", "192.0.2.1", "branch")]
    [InlineData("branch", "192.0.3.1", "401 network")]
    [InlineData("branch", null, "401 network")]
    [InlineData("", null, "nobody")]
    public async Task All_that_is_presented_must_be_right_and_name_one_caller(string presented, string? address, string expected)
    {
        var (context, metrics, current) = (From(address), new GatewayMetrics(), Holding(Access(Payroll, OpsConsole, Branch, Batch)));
        var callers = new CurrentCallers(current, Logger<CurrentCallers>(new FakeLogCollector()));
        using var openCalls = new OpenCallRegistry(current, callers, metrics, Logger<OpenCallRegistry>(new FakeLogCollector()));
        var reached = false;
        var stage = new CallerAuthenticationMiddleware(
            _ =>
            {
                reached = true;
                return Task.CompletedTask;
            },
            callers,
            presented.Split(' ').Select(what => new Presents(what)),
            Refusals(callers, metrics),
            new UnprovenConnections(),
            openCalls
        );
        await stage.InvokeAsync(context);

        Assert.Equal(!expected.StartsWith("401", StringComparison.Ordinal), reached);
        if (!reached)
        {
            Assert.Equal((401, "caller_unauthenticated"), (context.Response.StatusCode, context.GetGatewayError()?.Problem.Code));
            Assert.Equal("anonymous", RequestFacts.Of(context).Caller);
            Assert.Contains($"{{reason=\"{expected[4..]}\"}} 1", await TextOf(metrics), StringComparison.Ordinal);
            return;
        }
        Assert.Equal(expected is "nobody" ? null : expected, context.Features.Get<CallerSettings>()?.Name);
        Assert.Equal(expected is "nobody" ? "anonymous" : expected, RequestFacts.Of(context).Caller);
        Assert.Equal(expected is "nobody" ? null : expected, context.Features.Get<CallerSettings>()?.Name);
    }

    [Theory]
    [InlineData("default", true, null)]
    [InlineData("default", false, "401 caller_unauthenticated")]
    [InlineData("anonymous", true, null)]
    [InlineData("anonymous", false, null)]
    [InlineData("administrators", true, "403 caller_not_admitted")]
    [InlineData("administrators", false, "401 caller_unauthenticated")]
    [InlineData("undefined", true, "403 caller_not_admitted")]
    [InlineData("", true, null)]
    [InlineData("", false, "401 caller_unauthenticated")]
    [InlineData(null, true, null)]
    [InlineData(null, false, "401 caller_unauthenticated")]
    public void A_route_admits_the_callers_of_its_policy(string? policy, bool isKnown, string? expected)
    {
        var callers = Current(Access(Payroll) with { Anonymous = AnonymousCallers.Denied, Policies = Administrators("ops-console") });
        Assert.Equal(expected, Authorize(callers, policy, isKnown ? Payroll : null, From("203.0.113.1")));
    }

    [Theory]
    [InlineData("127.0.0.1", false, null)]
    [InlineData("::1", false, null)]
    [InlineData("203.0.113.1", false, "401 caller_unauthenticated")]
    [InlineData("127.0.0.1", true, "401 caller_unauthenticated")]
    public void Only_who_is_on_this_machine_without_a_proxy_is_local(string address, bool cameByProxy, string? expected)
    {
        var context = From(address);
        if (cameByProxy)
        {
            SourceAddress.CameByProxy(context, isKnown: true);
        }
        var callers = Current(Access(Payroll) with { Anonymous = AnonymousCallers.Loopback });
        Assert.Equal(expected, Authorize(callers, policy: null, caller: null, context));
    }

    [Theory]
    [InlineData("", null, "403 cross_site_request")]
    [InlineData("anonymous", null, null)]
    [InlineData("default", "batch", "403 cross_site_request")]
    [InlineData("anonymous", "batch", null)]
    [InlineData("default", "payroll", null)]
    [InlineData("default", "branch", null)]
    public void Who_is_served_for_its_address_alone_is_refused_changes_for_a_page_of_another_site(
        string policy,
        string? caller,
        string? expected
    )
    {
        var callers = Current(Access(Payroll, Branch, Batch) with { Anonymous = AnonymousCallers.Allowed });
        var settings = caller is null ? null : callers.Current.FindByName(caller)!.Settings;
        var request = From("10.1.2.3");
        request.Request.Method = "POST";
        Assert.Null(Authorize(callers, policy, settings, request));
        request.Request.Headers["Sec-Fetch-Site"] = "cross-site";
        Assert.Equal(expected, Authorize(callers, policy, settings, request));
    }

    [Fact]
    public void While_routes_are_swapped_both_configurations_must_admit_the_caller()
    {
        const string refused = "403 caller_not_admitted";
        var before = Access(Payroll) with { Policies = Administrators("payroll") };
        var after = Access(Payroll) with { Policies = Administrators("ops-console") };
        foreach (
            var (from, to, expected) in ((AccessSettings, AccessSettings, string?)[])
                [(before, after, refused), (after, before, refused), (before, before with { }, null), (before, Access(Payroll), null)]
        )
        {
            var current = Holding(from);
            var callers = new CurrentCallers(current, Logger<CurrentCallers>(new FakeLogCollector()));
            string? answer = "";
            current.Apply(With(to), () => answer = Authorize(callers, "administrators", Payroll, From("203.0.113.1")));
            Assert.Equal(expected, answer);
        }
    }

    /// <returns>Status and code of the refusal; null if the request went on.</returns>
    private static string? Authorize(CurrentCallers callers, string? policy, CallerSettings? caller, HttpContext context)
    {
        var reached = false;
        var metadata = policy is null ? null : new EndpointMetadataCollection(MetadataOf(policy));
        context.SetEndpoint(metadata is null ? null : new Endpoint(requestDelegate: null, metadata, "route"));
        context.Features.Set(caller);
        var authorizing = new CallerAuthorizationMiddleware(
            _ =>
            {
                reached = true;
                return Task.CompletedTask;
            },
            callers,
            Refusals(callers, new GatewayMetrics())
        ).InvokeAsync(context);
        Assert.True(authorizing.IsCompletedSuccessfully);
        Assert.Equal(reached, context.GetGatewayError() is null);
        return context.GetGatewayError() is { } error ? $"{context.Response.StatusCode} {error.Problem.Code}" : null;
    }

    /// <summary>As YARP marks its routes.</summary>
    private static object[] MetadataOf(string policy) =>
        policy switch
        {
            "" => [],
            "default" => [new AuthorizeAttribute()],
            "anonymous" => [new AllowAnonymousAttribute()],
            _ => [new AuthorizeAttribute(policy)],
        };

    private static Dictionary<string, FrozenSet<string>> Administrators(params string[] callers) =>
        new() { ["administrators"] = callers.ToFrozenSet() };

    private static CallerRefusals Refusals(CurrentCallers callers, GatewayMetrics metrics) =>
        new(
            callers,
            metrics,
            new IgnoredCredentials(TimeProvider.System, Logger<IgnoredCredentials>(new FakeLogCollector())),
            TimeProvider.System,
            Logger<CallerRefusals>(new FakeLogCollector())
        );

    private static async Task<string> TextOf(GatewayMetrics metrics)
    {
        using var exposed = new MemoryStream();
        await metrics.Registry.CollectAndExportAsTextAsync(exposed, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(exposed.ToArray());
    }

    /// <summary>Presents a caller by name; nothing if empty or "-", a wrong credential if "wrong".</summary>
    private sealed class Presents(string what) : ICallerScheme
    {
        public ValueTask<Identification> IdentifyAsync(HttpContext context, CallerDirectory directory) =>
            new(
                what switch
                {
                    "" or "-" => Identification.None,
                    "wrong" => Refusal.Password,
                    _ => directory.FindByName(what)!,
                }
            );
    }
}
