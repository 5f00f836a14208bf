using System.Security.Cryptography;
using CiamGateway.Callers.OpenCalls;
using CiamGateway.Listening;
using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Callers.Schemes;

/// <summary>
/// The API key that a connection presented last, and whose it is: callers send the same one with every request, and to hash it and compare
/// it with every key is the dearest part of knowing them.
/// </summary>
internal sealed class ConnectionKeyCache
{
    private volatile Known? _last;

    public static ConnectionDelegate Remember(ConnectionDelegate next) =>
        connection =>
        {
            connection.Features.Set(new ConnectionKeyCache());
            return next(connection);
        };

    /// <remarks>Where a proxy shares a connection among callers, the time that this takes says nothing about the key before.</remarks>
    public static Identification? Identify(string key, CallerDirectory directory, HttpContext context)
    {
        var connection = context.Features.Get<ConnectionKeyCache>();
        Span<byte> presented = stackalloc byte[ApiKeyScheme.LongestKey];
        presented = presented[..HeaderEncoding.GetBytes(key, presented)];
        if (connection?._last is { } last && last.Directory == directory && CryptographicOperations.FixedTimeEquals(last.Key, presented))
        {
            return last.Identification;
        }
        var hash = ApiKeyHash.Of(presented);
        if (directory.FindByApiKey(hash) is not { } caller)
        {
            return null;
        }
        var identification = new Identification(caller, null, new KeyCredential(hash));
        connection?._last = new Known(presented.ToArray(), directory, identification);
        return identification;
    }

    private sealed class Known(byte[] key, CallerDirectory directory, Identification identification)
    {
        public byte[] Key => key;

        public CallerDirectory Directory => directory;

        public Identification Identification => identification;
    }

    private sealed class KeyCredential(ApiKeyHash hash) : ICredential
    {
        public bool Proves(CallerSettings caller) => caller.ApiKeys.Any(hash.IsSame);
    }
}
