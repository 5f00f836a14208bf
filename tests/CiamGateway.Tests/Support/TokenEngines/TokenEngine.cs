using System.Net;
using System.Runtime.CompilerServices;
using CiamGateway.Configuration.Loading;
using CiamGateway.Connections;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using CiamGateway.Tokens.SharedCache;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Util;
using Xunit;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>The whole token engine against a token endpoint that misbehaves as told, on a clock that the test owns.</summary>
internal sealed class TokenEngine : IDisposable
{
    public const string Client = "provisioning";
    public const string Path = "/as/token.oauth2";
    public const string WellKnown = "/.well-known/oauth-authorization-server";
    public const string Secret = "S^7j|)v,Zd %+:";

    private readonly Dictionary<string, TokenClientOptions> _options = [];
    private readonly Dictionary<string, Guid> _mappings = [];
    private readonly TokenCache _cache;
    private readonly Wire _wire = new();
    private int _held;
    private readonly TokenClients _clients;
    private readonly TokenEndpoints _endpoints;
    private readonly SharedTokens _shared;
    private readonly TokenEngine? _first;

    /// <param name="redis">Where replicas share tokens; none for memory only.</param>
    public TokenEngine(Action<TokenClientOptions>? configure = null, RedisFixture? redis = null)
        : this(configure, redis?.Settings($"test-{Guid.NewGuid():n}"), first: null) { }

    /// <param name="first">The replica whose authorization server this one asks, too.</param>
    public TokenEngine(Action<TokenClientOptions>? configure, TokenCacheSettings? cache, TokenEngine? first)
    {
        _first = first;
        Server = first?.Server ?? WireMockServer.Start();
        var loggers = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(Log)));
        _clients = new TokenClients(Settings(configure, Client), Clock);
        var events = new ConnectionEvents(Metrics, Clock, loggers.CreateLogger<ConnectionEvents>());
        var connectors = new HostConnectors(new HostAddresses(Dns.GetHostAddressesAsync, Clock), events, Clock);
        var connections = new TokenConnections(connectors, events, Clock);
        _endpoints = new TokenEndpoints(client => _wire.Around(connections.Create(client)), Metrics, Clock, loggers);
        _shared = new SharedTokens(cache, SharedCache, connectors, events, Metrics, Clock, loggers);
        _cache = new TokenCache(_endpoints, _shared, Metrics, Clock, loggers);
        WarmTokens = new WarmTokens(_clients, _cache);
    }

    public WireMockServer Server { get; }

    public TwoClocks Clock { get; } = new();

    public GatewayMetrics Metrics { get; } = new();

    public SharedCacheState SharedCache { get; } = new();

    public FakeLogCollector Log { get; } = new();

    public WarmTokens WarmTokens { get; }

    public TokenCache Cache => _cache;

    public TokenClients Clients => _clients;

    /// <summary>The token requests that were answered.</summary>
    public int TokenRequests => Server.LogEntries.Count;

    /// <summary>What arrived at the token endpoint, in order.</summary>
    public IReadOnlyList<ReceivedTokenRequest> Received =>
        [
            .. Server
                .LogEntries.Select(entry => entry.RequestMessage!)
                .Where(request => request.Method == "POST")
                .Select(request => new ReceivedTokenRequest(request)),
        ];

    /// <summary>The token requests that arrived to be held back.</summary>
    public int Held => _held;

    /// <summary>Answers every token request with this token response.</summary>
    public TokenEngine Answers(string json, int status = 200) => Answers(Response.Create().WithStatusCode(status).WithBody(json));

    public TokenEngine Answers(IResponseBuilder response)
    {
        Server.Given(Request.Create().WithPath(Path).UsingPost()).WithGuid(MappingOf(Path)).RespondWith(response);
        return this;
    }

    /// <summary>Grants a token, or refuses the client, by the form of the token request.</summary>
    /// <param name="judge">The status to answer with.</param>
    public TokenEngine AnswersByForm(Func<Dictionary<string, string>, int> judge) =>
        Answers(
            (IResponseBuilder)
                Response
                    .Create()
                    .WithCallback(request =>
                    {
                        var status = judge(new ReceivedTokenRequest(request).Form);
                        var body = status == 200 ? TokenResponse() : """{ "error": "invalid_client" }""";
                        return Answer(body, status);
                    })
        );

    /// <summary>Publishes this as the issuer's metadata.</summary>
    public TokenEngine Publishes(string json, string path = WellKnown, int status = 200) =>
        Publishes(Response.Create().WithStatusCode(status).WithBody(json), path);

    public TokenEngine Publishes(IResponseBuilder response, string path = WellKnown)
    {
        Server.Given(Request.Create().WithPath(path).UsingGet()).WithGuid(MappingOf(path)).RespondWith(response);
        return this;
    }

    /// <summary>Applies another configuration of one token client, as a reload does.</summary>
    public void Reconfigure(Action<TokenClientOptions>? configure, string client = Client) => _clients.Replace(Settings(configure, client));

    /// <summary>Applies a configuration with another shared cache, or with none.</summary>
    public void Share(TokenCacheSettings? cache) => _shared.Replace(cache);

    /// <summary>Applies a configuration without this token client.</summary>
    public void Remove(string client)
    {
        _options.Remove(client);
        _clients.Replace(Settings());
    }

    public TokenSource Source(string scope = "application.client", string client = Client, string? resource = null) =>
        new(Wanted(scope, client) with { Resource = resource }, _clients, _cache);

    /// <param name="scope">Empty for none.</param>
    public static TokenRequest Wanted(string scope = "application.client", string client = Client)
    {
        var parsed = Scope.None;
        Assert.True(scope.Length == 0 || Scope.TryParse(scope, out parsed, out _));
        return new TokenRequest(client, parsed, Resource: null);
    }

    /// <summary>Gets a token while the clock runs, so that delays and time limits pass.</summary>
    public async Task<TokenResult> GetAsync(string scope = "application.client", string client = Client)
    {
        var pending = Source(scope, client).GetAsync(TestContext.Current.CancellationToken).AsTask();
        await RunClockUntil(() => pending.IsCompleted);
        return await pending;
    }

    /// <summary>Gets a token with the clock at rest: however slow this machine is, no time limit runs out.</summary>
    public Task<TokenResult> AskAsync(string scope = "application.client", string client = Client) =>
        Source(scope, client).GetAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>What a request gets that does not wait.</summary>
    public TokenResult Now(string scope = "application.client", string client = Client)
    {
        var pending = Source(scope, client).GetAsync(TestContext.Current.CancellationToken);
        return pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("The request waits.");
    }

    /// <summary>
    /// Moves the clock in steps until the condition holds; it rests while the real network has something to deliver, however long that
    /// takes a busy machine.
    /// </summary>
    public Task RunClockUntil(
        Func<bool> condition,
        double stepSeconds = 0.01,
        [CallerArgumentExpression(nameof(condition))] string what = ""
    )
    {
        var hasLooked = false;
        return Eventually.HoldsAsync(Moves, interval: TimeSpan.FromMilliseconds(2), what: what);

        bool Moves()
        {
            if (hasLooked && (_wire.IsIdle || Held > 0))
            {
                Clock.Advance(TimeSpan.FromSeconds(stepSeconds));
            }
            hasLooked = true;
            return condition();
        }
    }

    /// <summary>Waits, with the clock at rest, until so many token requests have been refused.</summary>
    public Task RefusedAsync(int times) => Eventually.HoldsAsync(() => Log.GetSnapshot().Count(entry => entry.Id.Id == 2002) == times);

    /// <summary>Waits, with the clock at rest, until no token request is under way.</summary>
    public Task AtRestAsync() =>
        Eventually.HoldsAsync(
            () => SlotState.SlotsOf(_cache).All(slot => SlotState.FlightOf(slot) is null),
            interval: TimeSpan.FromMilliseconds(1)
        );

    /// <summary>The value of a series, as <c>/metrics</c> shows it; null if there is none.</summary>
    public Task<double?> SeriesAsync(string name) => Series.OfAsync(Metrics, name);

    public void Dispose()
    {
        WarmTokens.Dispose();
        _cache.Dispose();
        _endpoints.Dispose();
        _shared.Dispose();
        if (_first is null)
        {
            Server.Dispose();
        }
    }

    /// <summary>Holds every token request back until the returned source is completed, then answers like this.</summary>
    public TaskCompletionSource Holds(string body, int status = 200)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answers(HeldBack(release.Task, body, status));
        return release;
    }

    /// <summary>An answer that comes once it is released.</summary>
    public IResponseBuilder HeldBack(Task release, string body, int status) =>
        (IResponseBuilder)
            Response
                .Create()
                .WithCallback(async _ =>
                {
                    Interlocked.Increment(ref _held);
                    await release;
                    return Answer(body, status);
                });

    /// <summary>Answers once it may, with a token that names this value of the request, or refuses the grant.</summary>
    public void AnswersByRequest(Func<ReceivedTokenRequest, string> value, Func<string, Task> release, Func<string, bool> accepts) =>
        Answers(
            (IResponseBuilder)
                Response
                    .Create()
                    .WithCallback(async request =>
                    {
                        var name = value(new ReceivedTokenRequest(request));
                        Interlocked.Increment(ref _held);
                        await release(name);
                        return accepts(name)
                            ? Answer(TokenResponse($"token-of-{name}"), 200)
                            : Answer("""{ "error": "invalid_grant" }""", 400);
                    })
        );

    private static ResponseMessage Answer(string body, int status) =>
        new()
        {
            StatusCode = status,
            BodyData = new BodyData { BodyAsString = body, DetectedBodyType = WireMock.Types.BodyType.String },
        };

    public static string TokenResponse(string token = "abc", string expiresIn = "7199") =>
        $$"""{ "access_token": "{{token}}", "token_type": "Bearer", "expires_in": {{expiresIn}} }""";

    /// <summary>One answer for each path, so that a new one replaces the old.</summary>
    private Guid MappingOf(string path) => _mappings.TryGetValue(path, out var known) ? known : _mappings[path] = Guid.NewGuid();

    private IReadOnlyDictionary<string, TokenClientSettings> Settings(Action<TokenClientOptions>? configure, string client)
    {
        var options = new TokenClientOptions
        {
            TokenEndpoint = Server.Url + Path,
            ClientId = "Acrvzwdh0",
            ClientSecret = Secret,
        };
        configure?.Invoke(options);
        _options[client] = options;
        return Settings();
    }

    private IReadOnlyDictionary<string, TokenClientSettings> Settings()
    {
        var reading = new ConfigurationReading(AppContext.BaseDirectory);
        var settings = new TokenClientValidator(reading).Check(_options);
        Assert.Empty(reading.Problems);
        return settings;
    }
}
