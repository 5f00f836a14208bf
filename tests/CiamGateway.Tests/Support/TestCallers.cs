using System.Net;
using CiamGateway.Callers;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace CiamGateway.Tests.Support;

/// <summary>Callers, and what they present, without a server.</summary>
internal static class TestCallers
{
    /// <summary>PBKDF2 of "first" and "second" with 600,000 iterations, computed with Python's hashlib.</summary>
    public const string First = "pbkdf2:sha256:600000:AAECAwQFBgcICQoLDA0ODw:dcybPPRjs60qH6Kg2B6OzUO8ldMlad52TOeXT4O7CIM";
    public const string Second = "pbkdf2:sha256:600000:EBESExQVFhcYGRobHB0eHw:zaeJkzMzd2gfOaUipT8cH-2zP8YiJ_WPLwq812jF2ns";

    private static readonly byte[] Salt = new byte[16];

    public static CallerSettings WithKeys(string name, params string[] keys) => new(name) { ApiKeys = [.. keys.Select(ApiKeyHash.Of)] };

    /// <param name="name">Of the caller.</param>
    /// <param name="hashes"><see cref="First"/> and <see cref="Second"/> become hashes of 600 iterations, which are cheap to check.</param>
    public static CallerSettings WithPasswords(string name, params string[] hashes) => new(name) { Passwords = [.. hashes.Select(Cheap)] };

    public static CallerSettings In(string name, params string[] networks) => new(name) { Networks = Networks(networks) };

    public static IReadOnlyList<IPNetwork> Networks(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];

    public static AccessSettings Access(params CallerSettings[] callers) => new() { Callers = callers.ToDictionary(caller => caller.Name) };

    public static CallerDirectory Directory(params CallerSettings[] callers) => new(Access(callers));

    /// <summary>A current configuration that has these callers and policies.</summary>
    public static CurrentConfiguration Holding(AccessSettings access) => new(With(access));

    public static CurrentCallers Current(AccessSettings access) => new(Holding(access), Logger<CurrentCallers>(new FakeLogCollector()));

    /// <summary>A sound configuration with these callers and policies in place of its own.</summary>
    public static GatewayConfiguration With(AccessSettings access)
    {
        using var folder = ConfigurationFolder.Sound();
        var configuration = folder.Load();
        Assert.Empty(configuration.Problems);
        return configuration with { Access = access };
    }

    /// <summary>A logger whose lines a test reads.</summary>
    public static ILogger<T> Logger<T>(FakeLogCollector log) => new FakeLogger<T>(log);

    /// <summary>A request from this address.</summary>
    public static DefaultHttpContext From(string? address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        return context;
    }

    private static PasswordHash Cheap(string hash) =>
        hash switch
        {
            First => Cheap("first"u8),
            Second => Cheap("second"u8),
            _ => PasswordHash.Parse(hash)!,
        };

    private static PasswordHash Cheap(ReadOnlySpan<byte> password) => new(600, Salt, new Pbkdf2().Derive(password, Salt, 600));
}
