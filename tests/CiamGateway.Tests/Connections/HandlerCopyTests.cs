using System.Reflection;
using CiamGateway.Connections;
using Xunit;

namespace CiamGateway.Tests.Connections;

/// <summary>A copy of an HTTP client handler has every setting of its original, also settings that a later version of .NET adds.</summary>
public sealed class HandlerCopyTests
{
    [Fact]
    public void Every_setting_is_copied()
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            KeepAlivePingDelay = TimeSpan.FromSeconds(4),
            PooledConnectionLifetime = TimeSpan.FromSeconds(5),
            ConnectCallback = (_, _) => throw new InvalidOperationException(),
            PlaintextStreamFilter = (opened, _) => new(opened.PlaintextStream),
            Proxy = new System.Net.WebProxy("http://proxy.example.com"),
            ActivityHeadersPropagator = null,
        };
        using var copy = HandlerCopy.Of(handler);
        var properties = typeof(SocketsHttpHandler).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var setting in properties.Where(property => property.SetMethod is not null))
        {
            Assert.Equal((setting.Name, setting.GetValue(handler)), (setting.Name, setting.GetValue(copy)));
        }
    }
}
