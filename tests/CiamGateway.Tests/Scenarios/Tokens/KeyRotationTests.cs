using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CiamGateway.Sandbox.Soak;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>Keys and certificates are rotated by changing their files, as secrets are.</summary>
public sealed class KeyRotationTests
{
    [Fact]
    public async Task A_private_key_file_that_changes_signs_the_next_assertion_and_no_call_fails()
    {
        using var first = RSA.Create(2048);
        using var second = RSA.Create(2048);
        var assertions = new ConcurrentQueue<string>();
        await using var server = await Upstream.StartAsync(async context =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            assertions.Enqueue(form["client_assertion"].ToString());
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(TokenEngine.TokenResponse(), context.RequestAborted);
        });
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await FileGateway.StartAsync(
            ConfigurationFolder
                .Sound()
                .With("key.pem", first.ExportPkcs8PrivateKeyPem())
                .With(
                    "appsettings.json",
                    $$"""
                    {
                      "Gateway": { "TokenClients": { "provisioning": {
                        "TokenEndpoint": "{{server.Address}}", "ClientId": "gateway", "ClientAuthentication": "private_key_jwt",
                          "PrivateKeyFile": "key.pem" } } },
                      "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary": {
                        "Address": "{{upstream.Address}}" } } } } }
                    }
                    """
                )
        );
        var load = new SteadyLoad(gateway.Caller, new SteadyCall("GET", "/Domains", 200));
        await using (load)
        {
            gateway.Rename("key.pem", second.ExportPkcs8PrivateKeyPem());
            await gateway.ReloadedAsync();
            await Eventually.HoldsAsync(() => assertions.Count == 2);
        }
        Assert.Empty(load.Failures);
        var byFirst = await Task.WhenAll(assertions.Select(assertion => IsSignedByAsync(first, assertion)));
        var bySecond = await Task.WhenAll(assertions.Select(assertion => IsSignedByAsync(second, assertion)));
        Assert.Equal([true, false], byFirst);
        Assert.Equal([false, true], bySecond);
    }

    [Fact]
    public void A_certificate_file_that_changes_makes_another_client_and_one_that_does_not_keeps_it()
    {
        using var folder = ConfigurationFolder.Sound().With("client.pem", CertificateAndKey());
        var first = Fingerprint(folder);
        Assert.Equal(first, Fingerprint(folder));
        folder.With("client.pem", CertificateAndKey());
        Assert.NotEqual(first, Fingerprint(folder));
    }

    private static string Fingerprint(ConfigurationFolder folder)
    {
        var configuration = folder.Load(
            "--Gateway:TokenClients:provisioning:ClientSecretFile=",
            "--Gateway:TokenClients:provisioning:ClientAuthentication=tls_client_auth",
            "--Gateway:TokenClients:provisioning:CertificateFile=client.pem"
        );
        Assert.Empty(configuration.Problems);
        return configuration.TokenClients["provisioning"].Fingerprint;
    }

    private static string CertificateAndKey()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=gateway",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem();
    }

    private static async Task<bool> IsSignedByAsync(RSA key, string assertion) =>
        (
            await new JsonWebTokenHandler().ValidateTokenAsync(
                assertion,
                new TokenValidationParameters
                {
                    IssuerSigningKey = new RsaSecurityKey(key.ExportParameters(includePrivateParameters: false)),
                    ValidateIssuer = false,
                    ValidateAudience = false,
                }
            )
        ).IsValid;
}
