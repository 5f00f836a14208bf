using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CiamGateway.Telemetry;

namespace CiamGateway.Connections;

/// <summary>Resolves a host name, as <see cref="Dns.GetHostAddressesAsync(string, AddressFamily, CancellationToken)"/> does.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, AddressFamily family, CancellationToken cancellationToken);

/// <summary>Finds the addresses of host names. While DNS does not answer, it returns the last known ones (RFC 8767).</summary>
internal sealed class HostAddresses(ResolveHost resolve, TimeProvider clock)
{
    /// <summary>After this time IPv4 and IPv6 are asked for separately: perhaps only one query gets no answer (RFC 8305 §3).</summary>
    private static readonly TimeSpan SlowLookup = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a lookup may take before the last known addresses are used.</summary>
    private static readonly TimeSpan LongestLookup = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, IPAddress[]> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>At least one address, in the system's order of preference (RFC 6724).</returns>
    /// <exception cref="SocketException">The name does not exist, or DNS fails and no address is known.</exception>
    /// <exception cref="HostLookupTimeoutException">DNS did not answer before the call was cancelled.</exception>
    public async Task<HostLookup> FindAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return new HostLookup([address]);
        }
        var known = _known.GetValueOrDefault(host);
        var started = clock.GetTimestamp();
        var lookup = LookUpAsync(host, cancellationToken);
        try
        {
            // The operating system's lookup cannot be cancelled once it runs, so the wait for it is.
            var found = await lookup.WaitAsync(known is null ? Timeout.InfiniteTimeSpan : LongestLookup, clock, cancellationToken);
            return new HostLookup(_known[host] = found);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Observe(lookup);
            // Not an OperationCanceledException: nothing would tell then that the connection waited for DNS.
            throw new HostLookupTimeoutException(host, clock.GetElapsedTime(started));
        }
        catch (TimeoutException) when (known is not null)
        {
            Observe(lookup);
            return new HostLookup(known, "no answer in 2 s");
        }
        catch (SocketException exception) when (known is not null && !IsAnswer(exception.SocketErrorCode))
        {
            return new HostLookup(known, SocketErrorText.Of(exception.SocketErrorCode));
        }
    }

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        var both = resolve(host, AddressFamily.Unspecified, cancellationToken);
        if (await IsSlowAsync(both, cancellationToken))
        {
            var pending = new List<Task<IPAddress[]>>
            {
                both,
                resolve(host, AddressFamily.InterNetwork, cancellationToken),
                resolve(host, AddressFamily.InterNetworkV6, cancellationToken),
            };
            while (pending.Count > 0)
            {
                var first = await Task.WhenAny(pending);
                pending.Remove(first);
                if (first is { IsCompletedSuccessfully: true, Result.Length: > 0 })
                {
                    pending.ForEach(Observe);
                    return first.Result;
                }
                Observe(first);
            }
        }
        return await both is { Length: > 0 } found ? found : throw new SocketException((int)SocketError.HostNotFound);
    }

    private async Task<bool> IsSlowAsync(Task lookup, CancellationToken cancellationToken)
    {
        if (lookup.IsCompleted)
        {
            return false;
        }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(lookup, Task.Delay(SlowLookup, clock, end.Token));
        await end.CancelAsync();
        return first != lookup;
    }

    /// <summary>Whether DNS answered that there is no address.</summary>
    private static bool IsAnswer(SocketError error) => error is SocketError.HostNotFound or SocketError.NoData;

    private static void Observe(Task lookup) =>
        lookup.ContinueWith(
            static failed => failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default
        );
}

/// <param name="Addresses">At least one.</param>
/// <param name="Failure">Why DNS did not answer, if these are the last known addresses; otherwise null.</param>
internal readonly record struct HostLookup(IPAddress[] Addresses, string? Failure = null);
