using System.Net;
using CiamGateway.Telemetry;
using CiamGateway.Tokens;

namespace CiamGateway.Forwarding;

/// <summary>Stands between YARP's forwarder and the network: a token that the API answers with 401 is replaced, and the request sent once more; never twice.</summary>
internal sealed partial class UnauthorizedReplay(HttpMessageHandler next, GatewayMetrics metrics, ILogger logger) : DelegatingHandler(next)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Options.TryGetValue(AttachedToken.Key, out var attached)
            ? SendAsync(request, attached, cancellationToken)
            : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, AttachedToken attached, CancellationToken cancellationToken)
    {
        var isReplayable = attached.ReplaysOn401 && ReplayableRequest.Is(request);
        if (isReplayable && request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(ReplayableRequest.MaximumBody, cancellationToken);
        }
        var proofKey = attached.Source.Now.Client.ProofKey;
        var response = await SendOnceAsync(request, proofKey, cancellationToken);
        if (proofKey?.KeepNonce(request.RequestUri!, response) is true && isReplayable && WantsNonce(response))
        {
            response.Dispose();
            response = await SendOnceAsync(request, proofKey, cancellationToken);
        }
        switch (response.StatusCode)
        {
            case HttpStatusCode.Unauthorized:
                return await HandleUnauthorizedAsync(request, response, attached, isReplayable, cancellationToken);
            case HttpStatusCode.Forbidden when Challenge(response).Contains("insufficient_scope", StringComparison.Ordinal):
                LogInsufficientScope(logger, attached.Route, attached.Source.Request, Printable(Challenge(response)));
                break;
        }
        return response;
    }

    private async Task<HttpResponseMessage> HandleUnauthorizedAsync(
        HttpRequestMessage request, HttpResponseMessage response, AttachedToken attached, bool isReplayable, CancellationToken cancellationToken)
    {
        var replacement = attached.Source.Now.Slot.ReplaceAsync(Authorization(request), cancellationToken);
        if (!isReplayable || await replacement is not { Succeeded: true } renewed)
        {
            metrics.UpstreamUnauthorized(attached.Route, "passed_on");
            LogPassedOn(logger, attached.Route, attached.Source.Request);
            return response;
        }
        metrics.UpstreamUnauthorized(attached.Route, "replayed");
        response.Dispose();
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", renewed.Token.AuthorizationHeader);
        return await SendOnceAsync(request, attached.Source.Now.Client.ProofKey, cancellationToken);
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, ProofKey? proofKey, CancellationToken cancellationToken)
    {
        if (proofKey is not null)
        {
            var token = Authorization(request)["DPoP ".Length..];
            request.Headers.Remove("DPoP");
            request.Headers.TryAddWithoutValidation("DPoP", proofKey.Prove(request.Method, request.RequestUri!, token));
        }
        return base.SendAsync(request, cancellationToken);
    }

    private static bool WantsNonce(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Unauthorized && Challenge(response).Contains("use_dpop_nonce", StringComparison.Ordinal);

    private static string Authorization(HttpRequestMessage request) => request.Headers.NonValidated["Authorization"].ToString();

    private static string Challenge(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var challenge) ? challenge.ToString() : "";

    private static string Printable(string text) => string.Concat(text.Where(character => character is >= ' ' and <= '~').Take(300));

    [LoggerMessage(4001, LogLevel.Warning, "The API answered 401 on route '{Route}' to the token of {Request}, and was not asked again: the call cannot be sent twice, or a new token does not help. Check that the API trusts this authorization server")]
    private static partial void LogPassedOn(ILogger logger, string route, TokenRequest request);

    [LoggerMessage(4002, LogLevel.Warning, "The API wants another scope on route '{Route}' than the token of {Request} has: {Challenge}. Change the route's Scope, or have the scope granted to the client")]
    private static partial void LogInsufficientScope(ILogger logger, string route, TokenRequest request, string challenge);
}
