using System.Reflection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>Operators look for events by their ids, so an id means one thing.</summary>
public sealed class EventIdTests
{
    private const string Root = "CiamGateway";

    /// <summary>The thousand from which each folder takes its ids.</summary>
    private static readonly Dictionary<string, int> Thousands = new()
    {
        [""] = 1,
        ["Configuration"] = 1,
        ["Hosting"] = 1,
        ["Tokens"] = 2,
        ["Callers"] = 3,
        ["Forwarding"] = 4,
        ["Errors"] = 5,
        ["Management"] = 6,
        ["Audit"] = 7,
        ["Telemetry"] = 8,
        ["Connections"] = 9,
        ["Listening"] = 10,
        ["Limits"] = 11,
    };

    private static readonly List<(string Folder, int Id)> Events =
    [
        .. from type in typeof(GatewayOptions).Assembly.GetTypes()
        from method in type.GetMethods(
            BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly
        )
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select (type.Namespace == Root ? "" : type.Namespace!.Split('.')[1], message.EventId),
    ];

    [Fact]
    public void No_two_events_have_the_same_id()
    {
        Assert.NotEmpty(Events);
        Assert.Distinct(Events.Select(entry => entry.Id));
    }

    [Fact]
    public void Every_event_has_an_id_of_its_folder() =>
        Assert.All(Events, entry => Assert.Equal(Thousands[entry.Folder], entry.Id / 1000));
}
