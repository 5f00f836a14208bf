using System.Net;
using CiamGateway.Connections;
using CiamGateway.Forwarding.Certificates;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Log;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Telemetry.Traces;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>
/// Between YARP's forwarder and the network: replaces a token that the API rejects, and sends the request once more.
/// </summary>
/// <param name="bound">What to do with tokens that are bound to a certificate; null to send them like others.</param>
internal sealed partial class UnauthorizedReplay(
    HttpMessageHandler next,
    GatewayMetrics metrics,
    TimeProvider clock,
    ILogger logger,
    BoundTokens? bound = null
) : DelegatingHandler(next)
{
    private const string BoundToKey = "DPoP ";

    private readonly LogThrottle _rejected = new(clock);
    private readonly LogThrottle _insufficient = new(clock);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Options.TryGetValue(AttachedToken.Key, out var attached)
            ? SendAsync(request, attached, cancellationToken)
            : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        AttachedToken attached,
        CancellationToken cancellationToken
    )
    {
        var isReplayable = attached.ReplaysOn401 && ReplayableRequest.Is(request);
        if (isReplayable && request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(ReplayableRequest.MaximumBody, cancellationToken);
            request.Options.Set(Exchange.HasBufferedBody, true);
        }
        var response = await SendOnceAsync(request, attached, cancellationToken);
        if (isReplayable && WantsNonce(response))
        {
            response.Dispose();
            response = await SendOnceAsync(request, attached, cancellationToken);
        }
        if (await ReplaceTokenAsync(request, response, attached, isReplayable, cancellationToken) is { } renewed)
        {
            metrics.UpstreamUnauthorized(attached.Route, "replayed");
            response.Dispose();
            attached.Replace(request, renewed);
            request.Options.TryGetValue(AttachedToken.FactsKey, out var facts);
            facts?.TokenFingerprint = renewed.Fingerprint;
            using var span = Spans.Replay(attached.Route);
            response = await SendOnceAsync(request, attached, cancellationToken);
            if (!IsRejected(response, attached))
            {
                attached.Source.Now.Slot.ReplacementHelped(attached.Route);
            }
        }
        Report(request, response, attached);
        return response;
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, AttachedToken attached, CancellationToken cancellationToken)
    {
        var now = attached.Source.Now;
        if (
            now.Client.DPoPKey is { } proofKey
            && Authorization(request, attached) is var authorization
            && authorization.StartsWith(BoundToKey, StringComparison.Ordinal)
        )
        {
            return SendWithProofAsync(request, proofKey, authorization[BoundToKey.Length..], cancellationToken);
        }
        return now.Slot.Current?.BoundCertificate is not null && bound?.ConnectionsFor(request, attached) is { } connections
            ? connections.SendAsync(request, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    /// <summary>RFC 9449 §7. A proof serves once, also if its connection was lost: the API may have seen it.</summary>
    private async Task<HttpResponseMessage> SendWithProofAsync(
        HttpRequestMessage request,
        DPoPKey proofKey,
        string token,
        CancellationToken cancellationToken
    )
    {
        Prove();
        request.Options.Set(Exchange.BeforeRepetition, Prove);
        var response = await base.SendAsync(request, cancellationToken);
        proofKey.KeepNonce(request.RequestUri!, response);
        return response;

        void Prove()
        {
            request.Headers.Remove("DPoP");
            request.Headers.TryAddWithoutValidation("DPoP", proofKey.Prove(request.Method, request.RequestUri!, token));
        }
    }

    /// <summary>Has a rejected token replaced, for the next calls at least.</summary>
    /// <returns>The token with which this call is to be sent once more; none where it is not.</returns>
    private static async Task<AccessToken?> ReplaceTokenAsync(
        HttpRequestMessage request,
        HttpResponseMessage response,
        AttachedToken attached,
        bool isReplayable,
        CancellationToken cancellationToken
    )
    {
        // A call that lacks a nonce says nothing about its token.
        if (!IsRejected(response, attached) || WantsNonce(response))
        {
            return null;
        }
        var replacement = attached.Source.Now.Slot.ReplaceAsync(Authorization(request, attached), attached.Route, cancellationToken);
        if (!isReplayable)
        {
            return null;
        }
        try
        {
            return (await replacement).Token;
        }
        catch (OperationCanceledException)
        {
            response.Dispose();
            throw;
        }
    }

    private void Report(HttpRequestMessage request, HttpResponseMessage response, AttachedToken attached)
    {
        var isRejected = IsRejected(response, attached);
        if (isRejected || response.StatusCode is HttpStatusCode.Unauthorized)
        {
            metrics.UpstreamUnauthorized(attached.Route, "passed_on");
        }
        if (isRejected && _rejected.IsDue(attached.Route))
        {
            LogPassedOn(
                logger,
                (int)response.StatusCode,
                attached.Route,
                attached.Source.Request,
                Challenge(request, response),
                attached.Source.Request.Client
            );
        }
        else if (
            response.StatusCode is HttpStatusCode.Forbidden
            && RejectedToken.HasError(response, "insufficient_scope")
            && _insufficient.IsDue(attached.Route)
        )
        {
            LogInsufficientScope(logger, attached.Route, attached.Source.Request, Challenge(request, response));
        }
    }

    private static bool IsRejected(HttpResponseMessage response, AttachedToken attached) =>
        RejectedToken.IsIn(response, attached.Rejection, attached.Header.Prefix);

    /// <summary>RFC 9449 §9.</summary>
    private static bool WantsNonce(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Unauthorized && RejectedToken.HasError(response, "use_dpop_nonce");

    private static string Authorization(HttpRequestMessage request, AttachedToken attached) =>
        attached.Header.AuthorizationOf(request.Headers, attached.Source.Now.Client.TokenType);

    /// <returns>The API's challenge; "none" if it sent none.</returns>
    private static ForeignText Challenge(HttpRequestMessage request, HttpResponseMessage response)
    {
        var presented = request.Options.TryGetValue(AttachedToken.FactsKey, out var facts) ? PresentedCredentials.Of(facts.Context) : [];
        return response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var challenge)
            ? ForeignText.Of(challenge.ToString(), presented)
            : ForeignText.Of("none");
    }

    [LoggerMessage(
        4001,
        LogLevel.Warning,
        "The API answered {Status} on route '{Route}' to the token of {Request}, and the caller received this answer: "
            + "the call cannot be sent twice, or a new token does not help. The API's challenge: {Challenge}. "
            + "Fix: check that the API trusts the authorization server of Gateway:TokenClients:{Client}, and expects the scope and "
            + "audience of its tokens"
    )]
    private static partial void LogPassedOn(
        ILogger logger,
        int status,
        string route,
        TokenRequest request,
        ForeignText challenge,
        string client
    );

    [LoggerMessage(
        4002,
        LogLevel.Warning,
        "The API requires another scope on route '{Route}' than the token of {Request} has: {Challenge}. "
            + "Fix: change Scope in ReverseProxy:Routes:{Route}:Transforms, or have the scope granted to the client"
    )]
    private static partial void LogInsufficientScope(ILogger logger, string route, TokenRequest request, ForeignText challenge);
}
