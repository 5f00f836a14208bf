using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The steps of the front page lead from an empty folder to the first answer of one's own API.</summary>
public sealed partial class OwnApiTests : IDisposable
{
    private const string Description = """
        openapi: 3.0.3
        info: { title: Inventory, version: "1" }
        components:
          securitySchemes:
            oauth:
              type: oauth2
              flows:
                clientCredentials:
                  tokenUrl: https://sso.example.com/as/token.oauth2
                  scopes: { inventory.read: read, inventory.write: write }
        security: [ { oauth: [ inventory.read ] } ]
        paths:
          /items:
            get: { responses: { "200": { description: items } } }
          /items/{id}:
            parameters: [ { name: id, in: path, required: true, schema: { type: string } } ]
            delete:
              POLICY
              security: [ { oauth: [ inventory.write ] } ]
              responses: { "200": { description: deleted } }
        """;

    private static readonly string Section = DocumentationPage.Front.Section("Your own API in ten minutes");

    private readonly TestAuthority _authority = new();
    private readonly ConfigurationFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task The_steps_lead_to_the_first_answer()
    {
        await using var server = await TlsServer.StartAsync(_authority, TlsServer.AnswerWithTokenAsync);
        await using var api = await TlsServer.StartAsync(_authority, AnswerWithoutTokenAs401Async);
        var lines = DocumentationPage.ShellLinesOf(Section).ToList();
        var keys = new List<(string Key, string Hash)>();
        foreach (var line in lines.Where(line => line.StartsWith("ciam-gateway new-key ", StringComparison.Ordinal)))
        {
            keys.Add(KeyOf(await OutputAsync(line)));
        }
        Assert.Equal(2, keys.Count);
        WriteFiles(keys, server.Address, api.Address);
        var import = lines.Single(line => line.StartsWith("ciam-gateway import-openapi ", StringComparison.Ordinal)).Split(" > ");
        _folder.With(import[1], await OutputAsync(import[0]));
        Assert.Contains("ciam-gateway validate", lines);
        await OutputAsync("ciam-gateway validate");
        Assert.Contains("ciam-gateway doctor", lines);
        await OutputAsync("ciam-gateway doctor");
        Assert.Contains("ciam-gateway", lines);
        var (port, managementPort) = (FreePort.Take(), FreePort.Take());
        string[] elsewhere = [$"--Urls=http://127.0.0.1:{port}", $"--Gateway:Management:Url=http://127.0.0.1:{managementPort}"];
        await using var gateway = ChildProcess.Start(GatewayProcess.StartInfo(_folder.Path, elsewhere));
        using var shop = Http.To(new Uri($"http://127.0.0.1:{port}"), keys[0].Key);
        using var warehouse = Http.To(new Uri($"http://127.0.0.1:{port}"), keys[1].Key);
        await Eventually.HoldsAsync(() => gateway.Errors.Contains("\"EventId\":1010", StringComparison.Ordinal), process: gateway);
        Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync("/items", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await shop.DeleteAsync("/items/7", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await warehouse.DeleteAsync("/items/7", Cancellation)).StatusCode);
    }

    private static Task AnswerWithoutTokenAs401Async(HttpContext context)
    {
        context.Response.StatusCode = context.Request.Headers.Authorization.Count == 1 ? 200 : 401;
        return Task.CompletedTask;
    }

    private void WriteFiles(List<(string Key, string Hash)> keys, Uri tokenEndpoint, Uri api)
    {
        var hash = 0;
        var settings = DocumentationPage.Front.Blocks("json").First(block => block.Contains("inventory", StringComparison.Ordinal));
        settings = Hashes().Replace(settings, _ => keys[hash++].Hash);
        Assert.Equal(2, hash);
        var policy = Policies().Match(Section).Groups[1].Value;
        Assert.NotEmpty(policy);
        _folder
            .With(
                "appsettings.json",
                settings
                    .Replace("https://sso.example.com/", tokenEndpoint.ToString(), StringComparison.Ordinal)
                    .Replace("https://inventory.example.com/", api.ToString(), StringComparison.Ordinal)
            )
            .With("client_secret", "s3cret\n")
            .With("corporate-ca.pem", TestAuthority.Pem(_authority.Root))
            .With("inventory.yaml", Description.Replace("POLICY", policy, StringComparison.Ordinal));
    }

    private async Task<string> OutputAsync(string line)
    {
        var process = await GatewayProcess.RunAsync(_folder.Path, line.Split(' ')[1..]);
        Assert.True(process.ExitCode == 0, $"{line}: {process.Output}{process.Errors}");
        return process.Output;
    }

    private static (string Key, string Hash) KeyOf(string output)
    {
        var lines = output.Split('\n');
        return (lines[0].Split(' ')[^1], lines[1].Split(' ')[^1]);
    }

    [GeneratedRegex("sha256:[A-Za-z0-9_-]+")]
    private static partial Regex Hashes();

    [GeneratedRegex("`(x-ciam-gateway: [^`]+)`")]
    private static partial Regex Policies();
}
