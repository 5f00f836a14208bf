using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Management;

/// <summary>Marks the connections of the management listener where they are accepted, so that nothing in a request can claim to have come through it.</summary>
internal sealed class ManagementListener
{
    private static readonly ManagementListener Mark = new();

    public static bool Accepted(HttpContext context) => context.Features.Get<ManagementListener>() is not null;

    public static ConnectionDelegate MarkConnections(ConnectionDelegate next) => connection =>
    {
        connection.Features.Set(Mark);
        return next(connection);
    };
}
