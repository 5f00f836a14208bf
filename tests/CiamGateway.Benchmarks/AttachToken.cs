using System.Net;
using BenchmarkDotNet.Attributes;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens;
using CiamGateway.Tokens.ClientAuthentication;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using CiamGateway.Tokens.SharedCache;
using Microsoft.Extensions.Logging.Abstractions;

namespace CiamGateway.Benchmarks;

/// <summary>What a request pays for its token when the token is there, as it always should be.</summary>
[MemoryDiagnoser]
public class AttachToken : IDisposable
{
    private readonly HttpRequestMessage _message = new();
    private TokenCache _cache = null!;
    private TokenEndpoints _endpoints = null!;
    private TokenSource _source = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        var client = new TokenClientSettings(
            "provisioning",
            "client",
            new TokenClientOptions(),
            new ClientCredential("client_secret_post") { Secret = new Secret("secret") }
        )
        {
            TokenEndpoint = new Uri("http://127.0.0.1/token"),
        };
        var metrics = new GatewayMetrics();
        _endpoints = new TokenEndpoints(_ => new FixedTokenResponse(), metrics, TimeProvider.System, NullLoggerFactory.Instance);
        var (clock, loggers) = (TimeProvider.System, NullLoggerFactory.Instance);
        var events = new ConnectionEvents(metrics, clock, NullLogger<ConnectionEvents>.Instance);
        var connectors = new HostConnectors(new HostAddresses(Dns.GetHostAddressesAsync, clock), events, clock);
        var shared = new SharedTokens(settings: null, new SharedCacheState(), connectors, events, metrics, clock, loggers);
        _cache = new TokenCache(_endpoints, shared, metrics, clock, loggers);
        _ = Scope.TryParse("application.client", out var scope, out _);
        var clients = new TokenClients(new Dictionary<string, TokenClientSettings> { [client.Name] = client }, TimeProvider.System);
        _source = new TokenSource(new TokenRequest(client.Name, scope, Resource: null), clients, _cache);
        await _source.GetAsync(CancellationToken.None);
    }

    /// <summary>Finding the token.</summary>
    [Benchmark(Baseline = true)]
    public object Lookup() => Current();

    /// <summary>Finding it and setting the outgoing header, as the transform does.</summary>
    [Benchmark]
    public bool LookupAndSetHeader()
    {
        _message.Headers.Remove("Authorization");
        return _message.Headers.TryAddWithoutValidation("Authorization", Current().AuthorizationHeader);
    }

    /// <summary>What setting the typed header property would cost instead.</summary>
    [Benchmark]
    public void SetTypedHeader() =>
        _message.Headers.Authorization = System.Net.Http.Headers.AuthenticationHeaderValue.Parse(Current().AuthorizationHeader);

    [GlobalCleanup]
    public void Dispose()
    {
        _cache.Dispose();
        _endpoints.Dispose();
        _message.Dispose();
        GC.SuppressFinalize(this);
    }

    private AccessToken Current()
    {
        var pending = _source.GetAsync(CancellationToken.None);
        return pending.IsCompletedSuccessfully ? pending.Result.Token! : throw new InvalidOperationException("The token is not warm.");
    }

    private sealed class FixedTokenResponse : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(
                new HttpResponseMessage
                {
                    Content = new StringContent(
                        $$"""{ "access_token": "{{new string('a', 800)}}", "token_type": "Bearer", "expires_in": 86400 }"""
                    ),
                }
            );
    }
}
