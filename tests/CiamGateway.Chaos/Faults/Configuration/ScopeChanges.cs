using CiamGateway.Chaos.Load;

namespace CiamGateway.Chaos.Faults.Configuration;

/// <summary>A route's scope changes by a reload. It serves on with the old token until the new one has come.</summary>
internal sealed class RouteChangesItsScope : ConfigurationFault
{
    public override Effects Effects => Effects.Renewals;

    public override (double Shortest, double Longest) Seconds => (10, 15);

    public override TimeSpan Recovery => TimeSpan.FromSeconds(5);

    public override Task BeginAsync(FaultTarget target)
    {
        var operation = Operation.All.First(one => one is { Method: "POST", Part: "actions" });
        var scopes = target.Side.Api.Scopes;
        scopes.Change(operation, $"{scopes.Prefix}.{(target.Random.Next(2) == 0 ? "act" : "write")}{target.Random.Next(3)}");
        target.Surroundings.Files.WriteRoutes();
        return Task.CompletedTask;
    }
}
