using System.Collections.Frozen;
using System.Net;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using CiamGateway.Configuration.Schema;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Callers;

/// <summary>One application that may call: how it proves who it is, from where, and with which token clients its calls go out.</summary>
internal sealed class CallerOptions
{
    [Secret(
        "Hashes of the keys that the caller may send in X-Api-Key, as ciam-gateway new-key prints them. Several "
            + "keys may be valid at the same time, for a rotation.",
        IsHash = true,
        Example = "[ \"sha256:V6KP0EDyRlCsRwCkRrbJZ-_2xbJUwnRFVYUgBLWBd0g\" ]"
    )]
    public IReadOnlyList<string> ApiKeys { get; set; } = [];

    [Secret(
        "Hashes of the passwords that the caller may send with its name (Basic, RFC 7617), as ciam-gateway hash-password prints them.",
        IsHash = true
    )]
    public IReadOnlyList<string> Passwords { get; set; } = [];

    [Option("TLS client certificates that the caller may present on the gateway's own https listeners.")]
    public IReadOnlyList<CallerCertificateOptions> Certificates { get; set; } = [];

    [Option(
        "Networks (CIDR) from which the caller must call. If it has no other credential, its address alone identifies it.",
        Example = "[ \"10.1.0.0/16\" ]"
    )]
    public IReadOnlyList<string> Networks { get; set; } = [];

    [Option(
        "The caller's own OAuth clients: the token client to use, by the token client that a route names.",
        Example = "{ \"provisioning\": \"payroll-provisioning\" }"
    )]
    public Dictionary<string, string> TokenClients { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}

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
    /// <param name="source">Null if it is unknown.</param>
    public bool MayCallFrom(IPAddress? source) => !IsBound || IsIn(source);

    public bool IsIn(IPAddress? source) => source is not null && Networks.Any(network => network.Contains(source));

    /// <summary>The token client with which this caller's requests go out where a route names one.</summary>
    public string TokenClientFor(string client) => TokenClients.GetValueOrDefault(client, client);

    public override string ToString() => Name;
}
