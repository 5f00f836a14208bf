using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CiamGateway.Connections;
using CiamGateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Connections;

/// <summary>A host name that DNS does not resolve in time is named as the cause, not firewalls.</summary>
public sealed class SlowResolverTests
{
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lookup_that_the_time_limit_ends_says_how_long_it_took()
    {
        using var limit = new CancellationTokenSource();
        var lookup = new HostAddresses(NeverAsync, _clock).FindAsync("sso.example.com", limit.Token);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await limit.CancelAsync();
        var failure = await Assert.ThrowsAsync<HostLookupTimeoutException>(() => lookup);
        Assert.Equal("the host name 'sso.example.com' took longer than 2 s to resolve", failure.Message);
    }

    [Fact]
    public async Task An_HTTP_client_says_so()
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromMilliseconds(300) };
        var hosts = new HostAddresses(NeverAsync, TimeProvider.System);
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            await hosts.FindAsync(context.DnsEndPoint.Host, cancellationToken);
            return Stream.Null;
        };
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://api.example.com/");
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(request, Cancellation));
        var fault = NetworkFault.Of(exception);
        Assert.Equal("dns_timeout", fault.Type);
        Assert.Matches(@"^cannot be reached: the host name 'api\.example\.com' took longer than 0\.\d s to resolve$", fault.Message);
        Assert.Contains("getent hosts api.example.com", fault.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain("firewall", fault.Fix, StringComparison.Ordinal);
    }

    /// <param name="total">The time for all attempts: longer than the first, and than it and a part of the second.</param>
    [Theory]
    [InlineData("00:00:10")]
    [InlineData("00:00:00.8")]
    public async Task The_log_and_the_error_of_a_call_say_so(string total)
    {
        var settings = GatewayLog.Settings;
        settings["Gateway:TokenClients:provisioning:ConnectTimeout"] = "00:00:00.3";
        settings["Gateway:TokenClients:provisioning:AttemptTimeout"] = "00:00:00.7";
        settings["Gateway:TokenClients:provisioning:TotalTimeout"] = total;
        var log = new FakeLogCollector();
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            new Uri("https://sso.slow.example/token"),
            _ => Task.CompletedTask,
            settings,
            substitute: services =>
                services.AddSingleton<ResolveHost>(NeverAsync).AddSingleton<ILoggerProvider>(new FakeLoggerProvider(log))
        );
        await Eventually.HoldsAsync(() => log.GetSnapshot().Any(entry => entry.Id.Id == 2002 && Says(entry.Message)));
        await Eventually.ValueAsync(
            async () =>
            {
                using var answer = await gateway.Caller.GetAsync("/Domains", Cancellation);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["detail"]!.GetValue<string>();
            },
            Says
        );
    }

    private static bool Says(string text) =>
        text.Contains("the host name 'sso.slow.example' took longer than 0.", StringComparison.Ordinal);

    /// <summary>Pays no heed to the token, as the operating system's lookup once it runs.</summary>
    private static Task<IPAddress[]> NeverAsync(string host, AddressFamily family, CancellationToken cancellationToken) =>
        new TaskCompletionSource<IPAddress[]>().Task;
}
