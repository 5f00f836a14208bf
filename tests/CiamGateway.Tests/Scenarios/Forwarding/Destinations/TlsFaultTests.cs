using System.Net;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Destinations;

/// <summary>What keeps the gateway from an API over TLS or HTTP/2 is named, each fault in its own words.</summary>
public sealed class TlsFaultTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(116, "requires a TLS client certificate (certificate_required)", "tls_certificate_error")]
    [InlineData(
        40,
        "it requires a client certificate, or it supports no cipher suite or key exchange that the gateway offers",
        "tls_protocol_error"
    )]
    [InlineData(70, "supports no TLS version that the gateway offers", "tls_protocol_error")]
    [InlineData(112, "does not know the host name that it was asked for", "tls_protocol_error")]
    [InlineData(42, "rejects the client certificate", "tls_certificate_error")]
    [InlineData(48, "rejects the client certificate", "tls_certificate_error")]
    [InlineData(80, "ended the TLS connection with alert 80", "tls_protocol_error")]
    public async Task A_TLS_alert_of_the_API_has_a_message_of_its_own(int alert, string words, string error)
    {
        await using var api = new RawListener(
            async (connection, cancellationToken) =>
            {
                await connection.ReadAtLeastAsync(new byte[5], 5, cancellationToken: cancellationToken);
                await connection.WriteAsync(new byte[] { 0x15, 0x03, 0x03, 0x00, 0x02, 0x02, (byte)alert }, cancellationToken);
                await connection.CopyToAsync(Stream.Null, cancellationToken);
            }
        );
        Assert.Contains(words, await DetailAsync($"https://127.0.0.1:{api.Port}/", error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x1, "PROTOCOL_ERROR (0x1)")]
    [InlineData(0x2, "INTERNAL_ERROR (0x2)")]
    [InlineData(0xb, "ENHANCE_YOUR_CALM (0xb)")]
    [InlineData(0xd, "HTTP_1_1_REQUIRED (0xd)")]
    public async Task An_error_code_of_HTTP_2_is_told_by_its_name(int code, string name)
    {
        await using var api = await StartHttp2Async(context =>
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
            return Task.CompletedTask;
        });
        Assert.Contains(
            $"ended the call with the HTTP/2 error {name}",
            await DetailAsync(api.Address().ToString(), "http_protocol_error", Http2),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_upload_that_stalls_over_HTTP_2_is_504_as_it_is_over_HTTP_1()
    {
        await using var api = await StartHttp2Async(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            new(Http2)
            {
                [Address] = api.Address().ToString(),
                ["ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout"] = "00:00:01",
            }
        );
        using var body = new ByteArrayContent(new byte[8_000_000]);
        using var response = await gateway.Caller.PostAsync("/Domains", body, Cancellation);
        await AssertProblem.Is(response, 504, "upstream_timeout", "http_response_timeout");
    }

    private const string Address = "ReverseProxy:Clusters:provisioning:Destinations:primary:Address";

    private static readonly Dictionary<string, string?> Http2 = new()
    {
        ["ReverseProxy:Clusters:provisioning:HttpRequest:Version"] = "2",
        ["ReverseProxy:Clusters:provisioning:HttpRequest:VersionPolicy"] = "RequestVersionExact",
    };

    /// <returns>What the caller is told about a call to an API at this address, which fails with 502.</returns>
    private async Task<string> DetailAsync(string address, string error, Dictionary<string, string?>? settings = null)
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            new(settings ?? []) { [Address] = address }
        );
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        return await AssertProblem.Is(response, 502, "upstream_unreachable", error);
    }

    private static async Task<WebApplication> StartHttp2Async(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Cancellation);
        return app;
    }
}
