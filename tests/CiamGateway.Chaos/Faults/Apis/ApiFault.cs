using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.Apis;

/// <summary>The API of one side cannot be relied on.</summary>
internal abstract class ApiFault : Fault
{
    public override string Group => "API";

    public override Effects Effects => Effects.Api;
}

/// <summary>The API does something else with a part of the calls.</summary>
internal abstract class ApiAnswer : ApiFault
{
    /// <summary>Of the calls.</summary>
    protected virtual double Part => 0.5;

    /// <summary>Whether the API does what the call asks for.</summary>
    protected virtual bool IsCarriedOut => false;

    protected abstract Reply Answer(Request request);

    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.Api.Fault = request => IsDrawn(target.Random) ? (Answer(request), IsCarriedOut) : null;
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.Api.Fault = null;
        return Task.CompletedTask;
    }

    private bool IsDrawn(Random random)
    {
        lock (random)
        {
            return random.NextDouble() < Part;
        }
    }
}
