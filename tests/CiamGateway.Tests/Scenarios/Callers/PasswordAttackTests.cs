using System.Text;
using CiamGateway.Callers.Passwords;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Callers;

/// <summary>Strangers send wrong passwords without end. The callers behind the same trusted proxy are served, and no guess is.</summary>
public sealed class PasswordAttackTests : IAsyncLifetime
{
    private GatewayBeforeUpstream _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await GatewayBeforeUpstream.StartAsync(
            new Uri("http://127.0.0.1:1"),
            _ => Task.CompletedTask,
            new()
            {
                ["Gateway:TrustedProxies:0"] = "127.0.0.1",
                ["Gateway:Callers:bound:Passwords:0"] = TestCallers.First,
                ["Gateway:Callers:bound:Networks:0"] = "203.0.113.0/24",
                ["Gateway:Callers:free:Passwords:0"] = TestCallers.First,
                ["Gateway:Limits:MaxWaitingPasswords"] = "20",
                ["Gateway:Limits:MaxWaitingPasswordsPerAddress"] = "3",
                ["ReverseProxy:Routes:open:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:open:Match:Path"] = "/open",
                ["ReverseProxy:Routes:open:Transforms:0:AccessToken"] = "none",
            },
            // Wrong passwords are forgotten with time: this clock does not advance, however long the test takes.
            substitute: services =>
                services.AddSingleton(provider => new PasswordVerification(
                    new FakeTimeProvider(),
                    provider.GetRequiredService<GatewayMetrics>()
                ))
        );

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Guessing_a_remembered_password_from_elsewhere_ends_after_ten()
    {
        Assert.Equal((200, null), await TryAsync("192.0.2.1", "free", "first"));
        for (var i = 0; i < 100; i++)
        {
            var (status, retryAfter) = await TryAsync("198.51.100.1", "free", i == 50 ? "first" : $"guess-{i}");
            Assert.Equal((401, i >= 10), (status, retryAfter is not null));
        }
        Assert.Equal((200, null), await TryAsync("192.0.2.1", "free", "first"));
        Assert.Equal(11, Verification.LongChecks);
    }

    [Theory]
    [InlineData("203.0.113.1", "bound")]
    [InlineData("192.0.2.1", "free")]
    public async Task A_right_caller_does_not_wait_behind_addresses_with_wrong_passwords(string source, string name)
    {
        if (name is "free")
        {
            Assert.Equal((200, null), await TryAsync(source, name, "first"));
        }
        using var attack = new CancellationTokenSource();
        var wrong = Enumerable.Range(1, 21).Select(i => AttackAsync($"198.51.{i}", attack.Token)).ToList();
        await WaitingAsync(20);
        var before = Verification.LongChecks;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal((200, null), await TryAsync(source, name, "first"));
        }
        // Its own check ran beside those of the attack, of which 20 had come before it.
        Assert.InRange(Verification.LongChecks, before, before + 15);
        await attack.CancelAsync();
        await Task.WhenAll(wrong);
    }

    [Fact]
    public async Task An_address_that_sends_many_passwords_at_once_gets_503_and_delays_no_other_address()
    {
        var wrong = Enumerable.Range(0, 9).Select(i => TryAsync("198.51.100.1", "bound", $"wrong-{i}")).ToList();
        await Eventually.HoldsAsync(() => wrong.Count(attempt => attempt.IsCompletedSuccessfully) >= 5);
        Assert.Equal((200, null), await TryAsync("203.0.113.1", "bound", "first"));
        Assert.Contains((503, "1"), await Task.WhenAll(wrong));
        var metrics = await _gateway.MetricsAsync();
        Assert.Matches(@"ciam_gateway_password_checks_total\{result=""refused""\} [1-9]", metrics);
        Assert.Contains("ciam_gateway_password_checks_waiting 0", metrics, StringComparison.Ordinal);
    }

    private PasswordVerification Verification => _gateway.Gateway.Services.GetRequiredService<PasswordVerification>();

    private Task WaitingAsync(int count) =>
        Eventually.HoldsAsync(async () =>
            (await _gateway.MetricsAsync()).Contains($"ciam_gateway_password_checks_waiting {count}\n", StringComparison.Ordinal)
        );

    /// <summary>Guesses without end, each time from another address of a network.</summary>
    private async Task AttackAsync(string network, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            Assert.NotEqual(200, (await TryAsync($"{network}.{i % 256}", "bound", $"wrong-{i}")).Status);
        }
    }

    /// <summary>On a connection of its own.</summary>
    private async Task<(int Status, string? RetryAfter)> TryAsync(string source, string name, string password)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));
        var request =
            $"GET /open HTTP/1.1\r\nHost: gateway\r\nX-Forwarded-For: {source}\r\nAuthorization: "
            + $"Basic {credentials}\r\nConnection: close\r\n\r\n";
        var answer = Assert.Single(await RawConnection.ExchangeAsync(_gateway.Gateway.Address, request));
        return (answer.Status, answer.Headers.GetValueOrDefault("Retry-After"));
    }
}
