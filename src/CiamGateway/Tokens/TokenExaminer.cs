using CiamGateway.Secrecy;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens;

/// <summary>Asks for a token exactly as the gateway would, and tells what came of it without the token.</summary>
internal sealed class TokenExaminer(
    TokenClients clients,
    TokenConnections connections,
    GatewayMetrics metrics,
    TimeProvider clock,
    ILoggerFactory loggers
)
{
    /// <summary>Whether the client's configuration is sound, so that it can be asked with.</summary>
    public bool CanAsk(string client) => clients.Find(client) is not null;

    public async Task<TokenExamination> ExamineAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        var client = clients.Find(request.Client)!;
        var observer = new ExchangeObserver(clock);
        var pool = observer.Around(connections.CreatePool(client), server => client.Settings.Proxy.RouteTo(server).ToString());
        using var probes = new ProbeQueue(clock);
        using var endpoint = new TokenEndpoint(client, pool, probes, metrics, clock, loggers);
        TokenAnswer answer;
        try
        {
            answer = await endpoint.AnswerAsync(request, new FetchContext(Held: null, IsAhead: false), cancellationToken);
        }
        catch (OperationCanceledException) when (observer.SlowLookup is { } lookup)
        {
            var section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{client.Name}";
            var fault = NetworkFault.Of(lookup).Below(section, $"{section}:{client.ServerKey}");
            var trouble = $"The authorization server {fault.Message}. Fix: {fault.Fix}";
            return new TokenExamination(client.Authentication.Method, trouble, null, null, observer.Facts);
        }
        return new TokenExamination(
            client.Authentication.Method,
            answer.Result.Failure?.Detail,
            answer.Error,
            answer.Description,
            observer.Facts
        )
        {
            RefusedAssertion = RefusedAssertion.MessageOf(client, answer.Error, clock),
            Granted = answer.GrantedScope,
            Missing = answer.Result.Token?.MissingScope ?? [],
            HasNoType = answer.Result.Token?.HasNoType is true,
            BoundCertificate = answer.Result.Token?.BoundCertificate,
            Lifetime = answer.Result.Token?.Lifetime.WholeSeconds,
        };
    }
}

/// <summary>What came of a token request. Has no place for a token or a secret.</summary>
/// <param name="ClientAuthentication">How the client authenticated.</param>
/// <param name="Trouble">Why there is no token, and what to do; null if there is one.</param>
/// <param name="Error">The OAuth error code (RFC 6749 §5.2).</param>
/// <param name="Description">The server's own words, secrets masked.</param>
internal sealed record TokenExamination(
    string ClientAuthentication,
    string? Trouble,
    string? Error,
    ForeignText? Description,
    ExchangeFacts Exchange
)
{
    /// <summary>
    /// What the refused tokens of other programs say of themselves, each sentence after a space. Empty if none was refused.
    /// </summary>
    public string RefusedAssertion { get; init; } = "";

    /// <summary>The scope that the server says it granted; null if it does not say.</summary>
    public Scope? Granted { get; init; }

    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <inheritdoc cref="AccessToken.HasNoType"/>
    public bool HasNoType { get; init; }

    /// <inheritdoc cref="AccessToken.BoundCertificate"/>
    public string? BoundCertificate { get; init; }

    public TimeSpan? Lifetime { get; init; }
}
