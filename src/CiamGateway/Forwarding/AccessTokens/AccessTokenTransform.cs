using CiamGateway.Callers;
using CiamGateway.Errors;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Traces;
using CiamGateway.Tokens;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>
/// Attaches the access token of the route and its caller to the outgoing request, or fails the request: nothing is ever forwarded without
/// its token.
/// </summary>
internal sealed class AccessTokenTransform(RouteTokens tokens) : RequestTransform
{
    /// <summary>YARP's ActivityTimeout includes the time that transforms take.</summary>
    private static readonly GatewayError OutOfTime = new(
        Problems.TokenTimeout,
        "The cluster's HttpRequest:ActivityTimeout ended the call while it waited for its token: "
            + "it is shorter than the token client's WaitTimeout. Nothing was sent to the API."
    );

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var attached = For(context.HttpContext);
        var facts = RequestFacts.Of(context.HttpContext);
        facts.TokenClient = attached.Source.Request.Client;
        facts.Scope = attached.Source.Request.Scope.ToString();
        var pending = attached.Source.GetAsync(context.CancellationToken);
        if (!pending.IsCompletedSuccessfully)
        {
            return new(AwaitAsync(pending, attached, facts, context));
        }
        Attach(pending.Result, attached, facts, context);
        return default;
    }

    /// <summary>The token that a request goes out with.</summary>
    public AttachedToken For(HttpContext request) => tokens.For(request.Features.Get<CallerSettings>());

    /// <remarks>A cancellation must not leave a transform: YARP would take it for the destination's failure and blame its health.</remarks>
    private static async Task AwaitAsync(
        ValueTask<TokenResult> pending,
        AttachedToken attached,
        RequestFacts facts,
        RequestTransformContext context
    )
    {
        using var span = Spans.TokenLookup(attached.Source.Request.Client, attached.Source.Request.Scope.ToString());
        try
        {
            var result = await pending;
            span.Fails(result.Failure?.Kind.ToString());
            Attach(result, attached, facts, context);
        }
        catch (OperationCanceledException) when (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            context.HttpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (OperationCanceledException)
        {
            context.HttpContext.Fail(OutOfTime);
        }
    }

    private static void Attach(TokenResult result, AttachedToken attached, RequestFacts facts, RequestTransformContext context)
    {
        if (result.Succeeded)
        {
            facts.TokenFingerprint = result.Token.Fingerprint;
            attached.Add(context.ProxyRequest, result.Token);
            context.ProxyRequest.Options.Set(AttachedToken.FactsKey, facts);
            return;
        }
        var failure = result.Failure;
        context.HttpContext.Fail(
            new GatewayError(ProblemOf(failure.Kind), $"{failure.Detail} Nothing was sent to the API.", failure.RetryAfter)
        );
    }

    private static Problem ProblemOf(TokenFailureKind kind) =>
        kind switch
        {
            TokenFailureKind.Refused => Problems.TokenRefused,
            TokenFailureKind.TimedOut => Problems.TokenTimeout,
            _ => Problems.TokenUnavailable,
        };
}
