using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CiamGateway.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>DNS of a test: each name leads to the addresses that the test last said.</summary>
internal sealed class TestNames
{
    private readonly ConcurrentDictionary<string, IPAddress[]> _addresses = new();

    /// <summary>What happens instead of an answer; null while DNS works.</summary>
    public SocketError? Failure { get; set; }

    public TestNames With(string host, params string[] addresses)
    {
        _addresses[host] = [.. addresses.Select(IPAddress.Parse)];
        return this;
    }

    /// <summary>Puts this in the place of the system's DNS.</summary>
    public void Substitute(IServiceCollection services) => services.AddSingleton<ResolveHost>(ResolveAsync);

    public Task<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken) =>
        Failure is { } failure
            ? Task.FromException<IPAddress[]>(new SocketException((int)failure))
            : Task.FromResult(Of(host, family).ToArray());

    private IEnumerable<IPAddress> Of(string host, AddressFamily family) =>
        _addresses[host].Where(address => family is AddressFamily.Unspecified || address.AddressFamily == family);
}
