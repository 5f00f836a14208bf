using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.Apis;

/// <summary>The API answers as usual, but in an unusual way: no call may fail.</summary>
internal abstract class UnusualAnswer : ApiFault
{
    public override Effects Effects => Effects.None;

    protected abstract Reply Change(Reply reply);

    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.Api.Changed = Change;
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.Api.Changed = null;
        return Task.CompletedTask;
    }
}

internal sealed class ApiIsSlow : UnusualAnswer
{
    protected override Reply Change(Reply reply) => reply with { Delay = TimeSpan.FromMilliseconds(700) };
}

internal sealed class ApiTrickles : UnusualAnswer
{
    public override Effects Effects => Effects.Waits;

    protected override Reply Change(Reply reply) => reply with { BytePause = TimeSpan.FromMilliseconds(2) };
}

/// <summary>The API says so and closes the connection after each answer.</summary>
internal sealed class ApiClosesAfterEachAnswer : UnusualAnswer
{
    protected override Reply Change(Reply reply) =>
        Reply.Json(200, """{"id":"7"}""", "Connection: close") with
        {
            Ending = AfterReply.Close,
        };
}
