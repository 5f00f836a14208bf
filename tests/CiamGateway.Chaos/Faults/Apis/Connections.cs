using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.Apis;

internal sealed class ApiRefusesConnections : ApiFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.Api.Server.Refuse();
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.Api.Server.Listen();
        return Task.CompletedTask;
    }
}

internal sealed class ApiHangs : ApiFault
{
    /// <summary>Calls end 4 s after they began, by the cluster's time limit.</summary>
    public override TimeSpan Recovery => TimeSpan.FromSeconds(5);

    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.Api.Server.ResetConnections();
        target.Side.Api.Server.Pause();
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.Api.Server.Resume();
        return Task.CompletedTask;
    }
}

/// <summary>Every open connection is reset once, idle or not.</summary>
internal sealed class ApiResetsItsConnections : ApiFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.Api.Server.ResetConnections();
        return Task.CompletedTask;
    }
}

internal sealed class ApiResetsAQuarterOfTheCalls : ApiAnswer
{
    protected override double Part => 0.25;

    protected override Reply Answer(Request request) => Reply.Nothing with { Ending = AfterReply.Reset };
}

internal sealed class ApiClosesInsteadOfAnAnswer : ApiAnswer
{
    protected override Reply Answer(Request request) => Reply.Nothing;
}

/// <summary>The API carries the call out and closes the connection without an answer.</summary>
internal sealed class ApiCarriesOutAndCloses : ApiAnswer
{
    protected override bool IsCarriedOut => true;

    protected override Reply Answer(Request request) => Reply.Nothing;
}

internal sealed class ApiCarriesOutAndResets : ApiAnswer
{
    protected override bool IsCarriedOut => true;

    protected override Reply Answer(Request request) => Reply.Nothing with { Ending = AfterReply.Reset };
}

internal sealed class ApiBreaksOffItsAnswers : ApiAnswer
{
    protected override bool IsCarriedOut => true;

    protected override Reply Answer(Request request) => Reply.Json(200, new string('a', 2000)).Half(AfterReply.Reset);
}
