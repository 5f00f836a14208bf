namespace CiamGateway.Chaos.Faults.Caches;

/// <summary>Redis, which replicas share, does something wrong: calls must not notice.</summary>
internal abstract class RedisFault : Fault
{
    public override string Group => "Redis";

    public override Effects Effects => Effects.Renewals;

    public override bool IsOfOneSide => false;

    public override (double Shortest, double Longest) Seconds => (1, 30);

    public override bool IsPossible(Surroundings surroundings) => surroundings.Redis is not null;
}

internal sealed class RedisHangs : RedisFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Surroundings.Redis!.Signal("STOP");
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Surroundings.Redis!.Signal("CONT");
        return Task.CompletedTask;
    }
}

internal sealed class RedisIsKilled : RedisFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Surroundings.Redis!.Kill();
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Surroundings.Redis!.Start();
        return Task.CompletedTask;
    }
}

internal sealed class RedisIsFlushed : RedisFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Surroundings.Redis!.Flush();
        return Task.CompletedTask;
    }
}
