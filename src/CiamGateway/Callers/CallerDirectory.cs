using System.Collections.Frozen;
using System.Net;
using CiamGateway.Callers.Schemes;
using Microsoft.Extensions.Primitives;

namespace CiamGateway.Callers;

/// <summary>Every caller of one configuration, to be found by what it presents.</summary>
internal sealed class CallerDirectory
{
    private const string BasicChallenge = "Basic realm=\"ciam-gateway\", charset=\"UTF-8\"";
    private const string ApiKeyChallenge = "ApiKey realm=\"ciam-gateway\"";

    private readonly FrozenDictionary<string, Caller> _byName;
    private readonly (ApiKeyHash Hash, Caller Caller)[] _apiKeys;
    private readonly (IPNetwork Network, Caller Caller)[] _networks;
    private readonly IPNetwork[] _allNetworks;

    public CallerDirectory(AccessSettings access)
    {
        Access = access;
        _byName = access.Callers.Values.ToFrozenDictionary(
            settings => settings.Name,
            settings => new Caller(settings),
            StringComparer.Ordinal
        );
        _apiKeys = [.. from caller in _byName.Values from key in caller.Settings.ApiKeys select (key, caller)];
        _networks =
        [
            .. from caller in _byName.Values
            where caller.Settings.IsKnownByNetwork
            from network in caller.Settings.Networks
            orderby network.PrefixLength descending
            select (network, caller),
        ];
        _allNetworks =
        [
            .. from caller in _byName.Values
            from network in caller.Settings.Networks
            orderby network.PrefixLength descending
            select network,
        ];
        WithCertificates = [.. _byName.Values.Where(caller => caller.Settings.Certificates.Count > 0)];
        PasswordCost = _byName.Values.Max(caller => (int?)caller.Settings.Passwords.Sum(password => password.Iterations)) ?? 0;
        Challenges = PasswordCost > 0 ? new StringValues([BasicChallenge, ApiKeyChallenge, BasicChallenge]) : ApiKeyChallenge;
    }

    public AccessSettings Access { get; }

    public IReadOnlyList<Caller> WithCertificates { get; }

    /// <summary>What it costs to check a user name and password, known or not: as much as for the caller with the most passwords.</summary>
    public int PasswordCost { get; }

    /// <summary>
    /// What a 401 asks for (RFC 9110 §11.6.1), a header line for each scheme, Basic first: Java's HttpClient, Perl's LWP and lynx
    /// read one challenge of a line, or give up at the first scheme that they do not know. Basic comes again at the end: wget reads
    /// the last line alone.
    /// </summary>
    public StringValues Challenges { get; }

    /// <summary>Names are case-sensitive here, as RFC 7617 has them.</summary>
    public Caller? FindByName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Compares with every key, so that the time it takes says nothing about which came close.</summary>
    public Caller? FindByApiKey(ApiKeyHash hash)
    {
        Caller? found = null;
        foreach (var (known, caller) in _apiKeys)
        {
            found = known.IsSame(hash) ? caller : found;
        }
        return found;
    }

    /// <summary>The caller whose network alone says who it is; of nested networks, the smallest counts.</summary>
    public Caller? FindByNetwork(IPAddress? source)
    {
        foreach (var (network, caller) in _networks)
        {
            if (source is not null && network.Contains(source))
            {
                return caller;
            }
        }
        return null;
    }

    /// <returns>The smallest network of any caller that contains the address; null if there is none.</returns>
    public IPNetwork? NetworkOf(IPAddress? source)
    {
        foreach (var network in _allNetworks)
        {
            if (source is not null && network.Contains(source))
            {
                return network;
            }
        }
        return null;
    }
}
