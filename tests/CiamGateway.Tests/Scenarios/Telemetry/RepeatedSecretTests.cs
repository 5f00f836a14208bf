using System.Text;
using CiamGateway.Sandbox;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Telemetry;

/// <summary>The API and the authorization server repeat what they were sent, in whatever form: the log shows none of it.</summary>
public sealed class RepeatedSecretTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    public static TheoryData<string> Forms =>
        ["as it is", "base64", "base64url", "hex", "percent-encoded", "a part", "a part of its base64", "its end in quotation marks"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_APIs_challenge_shows_no_token_and_no_credential_of_the_caller_in_the_log(string form)
    {
        var token = "";
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            context =>
            {
                token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                var words = $"not {In(form, token)} and not {In(form, SandboxCaller.OpsConsole.ApiKey)}";
                context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", error_description=\"{words}\"";
                return Task.CompletedTask;
            },
            new(GatewayLog.Settings)
        );
        var log = GatewayLog.Of(gateway.Gateway);
        using var response = await gateway.Administrator.GetAsync("/Domains", Cancellation);
        Assert.Equal(403, (int)response.StatusCode);
        var warning = Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 4002).Message;
        Assert.Contains("error_description", warning, StringComparison.Ordinal);
        AssertUntold(In(form, token), warning);
        AssertUntold(In(form, SandboxCaller.OpsConsole.ApiKey), warning);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Texts_of_the_authorization_server_show_no_secret_in_the_log_and_on_the_status_page(string form)
    {
        var words = In(form, SandboxClient.Gateway.ClientSecret);
        await using var server = await Upstream.StartAsync(async context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            var error = new Dictionary<string, string> { ["error"] = "invalid_client", ["error_description"] = $"not {words}" };
            await context.Response.WriteAsJsonAsync(error, Cancellation);
        });
        var tokenEndpoint = new Uri(server.Address, "/as/token.oauth2");
        var log = new FakeLogCollector();
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            tokenEndpoint,
            _ => Task.CompletedTask,
            new(GatewayLog.Settings),
            substitute: services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(log))
        );
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(502, (int)response.StatusCode);
        using var management = Http.To(gateway.Gateway.Management);
        var status = await management.GetStringAsync("/status", Cancellation);
        await Eventually.HoldsAsync(() => log.GetSnapshot().Any(entry => entry.Id.Id == 2002));
        var warnings = log.GetSnapshot().Where(entry => entry.Id.Id == 2002).Select(entry => entry.Message).ToList();
        Assert.Contains(warnings, warning => warning.TrimEnd('\'').EndsWith("***", StringComparison.Ordinal));
        Assert.All([.. warnings, status, await response.Content.ReadAsStringAsync(Cancellation)], text => AssertUntold(words, text));
    }

    private static string In(string form, string secret) =>
        form switch
        {
            "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
            "base64url" => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(secret)),
            "hex" => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)),
            "percent-encoded" => string.Concat(Encoding.UTF8.GetBytes(secret).Select(value => $"%{value:X2}")),
            "a part" => secret[2..12],
            "a part of its base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))[3..15],
            "its end in quotation marks" => $"'{secret[^9..]}'",
            _ => secret,
        };

    /// <summary>No 8 characters of the text are shown.</summary>
    private static void AssertUntold(string text, string shown)
    {
        for (var i = 0; i + 8 <= text.Length; i++)
        {
            Assert.DoesNotContain(text.Substring(i, 8), shown, StringComparison.Ordinal);
        }
    }
}
