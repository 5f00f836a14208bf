using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Callers.Passwords;

/// <summary>What a caller is answered that sends wrong passwords, over a socket.</summary>
public sealed class WrongPasswordTests
{
    [Fact]
    public async Task After_ten_wrong_passwords_the_answer_says_when_to_try_again()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            new Uri("http://127.0.0.1:1"),
            _ => Task.CompletedTask,
            new() { ["Gateway:Callers:ops-console:Passwords:0"] = TestCallers.First },
            substitute: services => services.AddSingleton<TimeProvider>(clock)
        );
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal((401, "caller_unauthenticated", null), await TryAsync(gateway, i % 2 == 0 ? "ops-console" : "nobody", "wrong"));
        }
        Assert.Equal((401, "caller_unauthenticated", "6"), await TryAsync(gateway, "nobody", "wrong"));
        Assert.Equal((401, "caller_unauthenticated", "6"), await TryAsync(gateway, "ops-console", "first"));
        clock.Advance(TimeSpan.FromSeconds(4.5));
        Assert.Equal((401, "caller_unauthenticated", "2"), await TryAsync(gateway, "ops-console", "first"));
        clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal((404, "route_not_found", null), await TryAsync(gateway, "ops-console", "first"));
        Assert.Contains(
            "ciam_gateway_caller_rejections_total{reason=\"throttled\"} 3",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "ciam_gateway_caller_rejections_total{reason=\"password\"} 10",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
    }

    private static async Task<(int Status, string? Code, string? RetryAfter)> TryAsync(
        GatewayBeforeUpstream gateway,
        string name,
        string password
    )
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));
        var request = $"GET /nowhere HTTP/1.1\r\nHost: gateway\r\nAuthorization: Basic {credentials}\r\nConnection: close\r\n\r\n";
        var answer = Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, request));
        return (answer.Status, answer.Code, answer.Headers.GetValueOrDefault("Retry-After"));
    }
}
