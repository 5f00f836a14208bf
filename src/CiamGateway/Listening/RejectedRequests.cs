using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using CiamGateway.Audit;
using CiamGateway.Compatibility;
using CiamGateway.Errors;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Telemetry.Traces;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CiamGateway.Listening;

/// <summary>
/// Answers, counts, logs and records the requests that Kestrel rejects before the gateway's first stage. Kestrel tells of them through
/// its <see cref="DiagnosticSource"/> alone, with the features of the request, before it writes its own answer, which has no body.
/// </summary>
internal sealed partial class RejectedRequests(
    CurrentConfiguration configuration,
    AuditLog audit,
    GatewayMetrics metrics,
    TimeProvider clock,
    ILogger<RejectedRequests> logger
) : DiagnosticSource
{
    private readonly RejectionThrottle _throttle = new(clock);

    public override bool IsEnabled(string name) => name == KestrelMessages.BadRequestEvent;

    [RequiresUnreferencedCode("Overrides a member that is marked so; nothing here is read by reflection.")]
    public override void Write(string name, object? value)
    {
        if (value is IFeatureCollection features && features.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException exception)
        {
            Rejected(features, exception);
        }
    }

    private void Rejected(IFeatureCollection features, BadHttpRequestException exception)
    {
        var connection = features.Get<ListenerConnection>();
        if (features.Get<IHttpResponseFeature>() is not { HasStarted: false } || features.Get<RequestFacts>() is not null)
        {
            // The gateway has answered, and its caller may still be sending the body.
            connection?.HasUnreadRequest = true;
            return;
        }
        if (connection is { HasUnreadRequest: true })
        {
            // No request, but the rest of a body.
            return;
        }
        var rejection = KestrelRejection.Of(exception);
        var request = RejectedRequest.Of(features, connection);
        metrics.RequestRejected(rejection.Reason);
        metrics.ErrorAnswered(RequestFacts.Unknown, rejection.Problem.Code);
        if (_throttle.IsDue(rejection.Reason, request.Source))
        {
            LogRejected(logger, request.Source ?? "an unknown address", rejection.Message, rejection.Reason, rejection.Fix);
        }
        Record(features, request, rejection.Problem);
        if (connection is not null && features.Get<IHttp2StreamIdFeature>() is null)
        {
            connection.HasUnreadRequest = request.MayHaveMore;
            if (rejection.IsAnswered && !request.IsHttp2Preface)
            {
                Answer(features, connection, request, rejection);
            }
        }
    }

    private void Record(IFeatureCollection features, RejectedRequest request, Problem problem)
    {
        var settings = configuration.Current.Audit;
        if (settings.Target is AuditTarget.None || !settings.Methods.Contains(request.Method))
        {
            return;
        }
        var line = new AuditLine(
            clock.GetUtcNow(),
            TraceId.Of(new DefaultHttpContext(features)),
            RequestFacts.Anonymous,
            request.Source,
            RequestFacts.Unknown,
            request.Method,
            request.Path,
            TokenClient: null,
            Scope: null,
            TokenFingerprint: null,
            problem.Status,
            problem.Code,
            Detail: null,
            DurationMs: 0
        );
        // The event cannot be awaited; a full queue delays the line, not the answer.
        _ = audit.AddAsync(line, settings.WaitTimeout).AsTask();
    }

    /// <summary>Kestrel writes the head, since it can write no body here; the body follows on the transport, behind it.</summary>
    private static void Answer(
        IFeatureCollection features,
        ListenerConnection connection,
        RejectedRequest request,
        KestrelRejection rejection
    )
    {
        var context = new DefaultHttpContext(features);
        var error = new GatewayError(rejection.Problem, $"The request {rejection.Message}. Nothing was sent to the API.")
        {
            ClosesConnection = true,
        };
        var body = ErrorResponse.Prepare(context, error, request.Path);
        if (context.Response.StartAsync().IsCompletedSuccessfully && !HttpMethods.IsHead(request.Method))
        {
            connection.Transport.Output.Write(body);
        }
        connection.HasUnsentAnswer = true;
    }

    [LoggerMessage(
        10001,
        LogLevel.Warning,
        "Refused a request from {Source} before any route was looked for: it {Message} ({Reason}). Fix: {Fix}. "
            + "Further ones for the same reason from the same address are logged once a minute; ciam_gateway_bad_requests_total counts all"
    )]
    private static partial void LogRejected(ILogger logger, string source, string message, string reason, string fix);
}
