using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Callers.Passwords;

/// <summary>
/// The password that was right on a connection last. Guesses on other connections from the same address do not matter to it.
/// </summary>
internal sealed class ConnectionPassword
{
    private volatile RememberedPassword? _proved;

    /// <summary>Null if none was right, or if a wrong one came after it: then several callers may share the connection.</summary>
    public RememberedPassword? Proved
    {
        get => _proved;
        set => _proved = value;
    }

    public static ConnectionDelegate Remember(ConnectionDelegate next) =>
        connection =>
        {
            connection.Features.Set(new ConnectionPassword());
            return next(connection);
        };

    /// <returns>Null if the request came through a trusted proxy, which sends requests of many callers on one connection.</returns>
    public static ConnectionPassword? Of(HttpContext context) =>
        SourceAddress.IsByProxy(context) ? null : context.Features.Get<ConnectionPassword>();
}
