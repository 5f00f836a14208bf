using CiamGateway.Chaos.Gateway;

namespace CiamGateway.Chaos.Faults.Configuration;

internal sealed class RoutesAreWrittenAgain : ConfigurationFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Surroundings.Files.WriteRoutes();
        return Task.CompletedTask;
    }
}

internal sealed class RouteIsAddedAndRemoved : ConfigurationFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Surroundings.Files.WriteRoutes(further: "further");
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Surroundings.Files.WriteRoutes();
        return Task.CompletedTask;
    }
}

/// <summary>The routes file is broken for a while: it is refused whole, and the last good one serves.</summary>
internal sealed class RoutesFileIsBroken : ConfigurationFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        var file = target.Surroundings.Files.RoutesFile;
        File.WriteAllText(file, File.ReadAllText(file)[..(target.Random.Next(10, 1000))]);
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Surroundings.Files.WriteRoutes();
        return Task.CompletedTask;
    }
}

internal sealed class RoutesFileIsMissing : ConfigurationFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        File.Delete(target.Surroundings.Files.RoutesFile);
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Surroundings.Files.WriteRoutes();
        return Task.CompletedTask;
    }
}

/// <summary>A file is written so often that it does not come to rest.</summary>
internal sealed class RoutesFileDoesNotRest : ConfigurationFault
{
    private volatile bool _isOver;
    private Task _writing = Task.CompletedTask;

    public override (double Shortest, double Longest) Seconds => (6, 15);

    public override Task BeginAsync(FaultTarget target)
    {
        _writing = WriteAsync(target.Surroundings.Files);
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        _isOver = true;
        return _writing;
    }

    private async Task WriteAsync(GatewayFiles files)
    {
        while (!_isOver)
        {
            files.WriteRoutes();
            await Task.Delay(400);
        }
    }
}

internal sealed class GatewaysGetSighups : ConfigurationFault
{
    public override async Task BeginAsync(FaultTarget target)
    {
        for (var count = target.Random.Next(1, 8); count > 0; count--)
        {
            foreach (var gateway in target.Surroundings.Gateways.All.Where(gateway => gateway.IsInService))
            {
                gateway.Signal("HUP");
            }
            await Task.Delay(target.Random.Next(10, 600));
        }
    }
}
