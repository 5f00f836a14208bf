using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CiamGateway.Callers.Schemes;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Callers;

/// <summary>
/// A gateway with an https listener, in front of an API with calls that stay open: /…/silent has no answer, /…/stream an answer without
/// end, /…/socket a protocol of its own that sends back each byte. The caller in question uses /its, others use /other.
/// </summary>
internal sealed class OpenCallGateway : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-");
    private readonly X509Certificate2 _server = TestCertificate.Create("CN=localhost", usage: TestCertificate.ServerAuthentication);
    private readonly List<HttpClient> _clients = [];
    private GatewayBeforeUpstream _gateway = null!;

    /// <summary>Presented by the caller in question if its configuration names it.</summary>
    public X509Certificate2 Certificate { get; } = TestCertificate.Create("CN=it");

    public GatewayBeforeUpstream Gateway => _gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="settings">Of the caller in question, and its route.</param>
    public static async Task<OpenCallGateway> StartAsync(Uri tokenEndpoint, string audit, Dictionary<string, string?> settings)
    {
        var gateway = new OpenCallGateway();
        var thumbprint = gateway.Certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var serverFile = Path.Combine(gateway._folder.FullName, "server.pfx");
        await File.WriteAllBytesAsync(serverFile, gateway._server.Export(X509ContentType.Pfx), Cancellation);
        var all = new Dictionary<string, string?>(GatewayLog.Settings)
        {
            ["Kestrel:Endpoints:Gateway:Url"] = "https://127.0.0.1:0",
            ["Kestrel:Endpoints:Gateway:Certificate:Path"] = serverFile,
            ["Gateway:Shutdown:Timeout"] = "00:00:05",
            ["Gateway:Audit:Target"] = "File",
            ["Gateway:Audit:File"] = audit,
            ["Gateway:Audit:Methods:0"] = "GET",
            ["Gateway:AnonymousCallers"] = "Denied",
            ["Gateway:Callers:other:ApiKeys:0"] = ApiKeyHash.Of("other-1").ToString(),
            ["Gateway:Callers:clerk:Certificates:0:Thumbprint"] = new string('A', 64),
            ["Gateway:Callers:clerk:TokenClients:provisioning"] = "leaving",
            ["Gateway:AccessPolicies:others:Callers:0"] = "other",
            ["ReverseProxy:Routes:other:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:other:Match:Path"] = "/other/{kind}",
            ["ReverseProxy:Routes:other:AuthorizationPolicy"] = "others",
            ["ReverseProxy:Routes:other:Transforms:0:AccessToken"] = "provisioning",
            ["ReverseProxy:Routes:other:Transforms:0:Scope"] = "application.client",
            ["ReverseProxy:Routes:its:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:its:Match:Path"] = "/its/{kind}",
            ["ReverseProxy:Routes:its:Transforms:0:AccessToken"] = "provisioning",
            ["ReverseProxy:Routes:its:Transforms:0:Scope"] = "application.client",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value?.Replace("{thumbprint}", thumbprint, StringComparison.Ordinal);
        }
        gateway._gateway = await GatewayBeforeUpstream.StartAsync(tokenEndpoint, AnswerAsync, all);
        return gateway;
    }

    /// <summary>A token client beside the sandbox's own, with its credentials.</summary>
    public static Dictionary<string, string?> TokenClient(string name, Uri tokenEndpoint) =>
        new()
        {
            [$"Gateway:TokenClients:{name}:TokenEndpoint"] = tokenEndpoint.AbsoluteUri,
            [$"Gateway:TokenClients:{name}:ClientId"] = SandboxClient.Gateway.ClientId,
            [$"Gateway:TokenClients:{name}:ClientSecret"] = SandboxClient.Gateway.ClientSecret,
        };

    /// <param name="credential">"key …", "password …", "certificate", or nothing.</param>
    public HttpClient Connect(string credential, bool overHttp2 = false)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, presented, _, _) => _server.Equals(presented),
                ClientCertificateContext = credential.Contains("certificate", StringComparison.Ordinal)
                    ? SslStreamCertificateContext.Create(Certificate, additionalCertificates: null, offline: true)
                    : null,
            },
        };
        var client = new HttpClient(handler)
        {
            BaseAddress = _gateway.Gateway.Address,
            DefaultRequestVersion = overHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _clients.Add(client);
        if (credential.Split(' ') is ["key", var key, ..])
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key);
        }
        if (credential.Split(' ') is ["password", var password])
        {
            client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"it:{password}")));
        }
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _gateway.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value!.Split('/')[^1])
        {
            case "silent":
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case "stream":
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: 1\n\n", context.RequestAborted);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case "socket":
                context.Response.Headers.Upgrade = "websocket";
                await using (var socket = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync())
                {
                    var one = new byte[1];
                    while (await socket.ReadAsync(one, context.RequestAborted) > 0)
                    {
                        await socket.WriteAsync(one, context.RequestAborted);
                    }
                }
                break;
        }
    }
}
