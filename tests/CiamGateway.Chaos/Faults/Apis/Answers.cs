using CiamGateway.Chaos.Load;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.Apis;

internal sealed class ApiAnswers500 : ApiAnswer
{
    protected override Reply Answer(Request request) => Reply.Of(500);
}

internal sealed class ApiAnswers503WithRetryAfter : ApiAnswer
{
    protected override Reply Answer(Request request) => Reply.Of(503, "", "Retry-After: 1");
}

internal sealed class ApiAnswersWithoutHttp : ApiAnswer
{
    protected override Reply Answer(Request request) => Reply.Raw("220 mail ESMTP\r\n") with { Ending = AfterReply.Close };
}

/// <summary>The token is right and lacks a scope, so that it must not be dropped (RFC 6750 §3.1).</summary>
internal sealed class ApiFindsTheScopeInsufficient : ApiAnswer
{
    protected override double Part => 0.1;

    protected override Reply Answer(Request request) => Reply.Of(403, "", "WWW-Authenticate: Bearer error=\"insufficient_scope\"");
}

/// <summary>One path answers 401 whatever the token is. Calls of other paths go on with the same token.</summary>
internal sealed class ApiRejectsEveryTokenOnOnePath : ApiFault
{
    private const string Path = "items/7";

    public override Effects Effects => Effects.Api | Effects.Renewals;

    public override (double Shortest, double Longest) Seconds => (5, 25);

    public override bool Concerns(Operation operation) => operation is { Method: "GET", Part: Path };

    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.Api.Fault = request =>
            request.Method == "GET" && request.Path.EndsWith(Path, StringComparison.Ordinal)
                ? (Reply.Of(401, "", "WWW-Authenticate: Bearer error=\"invalid_token\""), false)
                : null;
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.Api.Fault = null;
        return Task.CompletedTask;
    }
}
