using System.Collections.Frozen;
using System.Net;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;

namespace CiamGateway.Callers;

/// <summary>A caller whose options passed validation, ready for requests.</summary>
internal sealed record CallerSettings(string Name)
{
    public IReadOnlyList<ApiKeyHash> ApiKeys { get; init; } = [];

    public IReadOnlyList<PasswordHash> Passwords { get; init; } = [];

    public IReadOnlyList<CallerCertificate> Certificates { get; init; } = [];

    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>The caller's own token clients, by the token client that a route names.</summary>
    public FrozenDictionary<string, string> TokenClients { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Whether the networks alone say who this is.</summary>
    public bool IsKnownByNetwork => ApiKeys.Count + Passwords.Count + Certificates.Count == 0;

    /// <summary>Whether it matters from where the caller calls.</summary>
    public bool IsBound => Networks.Count > 0;

    /// <summary>Whether the caller may call from there.</summary>
    /// <param name="source">Nothing where it cannot be told.</param>
    public bool MayCallFrom(IPAddress? source) => !IsBound || IsIn(source);

    public bool IsIn(IPAddress? source) => source is not null && Networks.Any(network => network.Contains(source));

    /// <summary>The token client with which this caller's requests go out where a route names one.</summary>
    public string TokenClientFor(string client) => TokenClients.GetValueOrDefault(client, client);

    public override string ToString() => Name;
}
