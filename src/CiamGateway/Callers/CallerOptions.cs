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
        "Hashes of the passwords that the caller may send with its name (Basic, RFC 7617), as ciam-gateway " + "hash-password prints them.",
        IsHash = true
    )]
    public IReadOnlyList<string> Passwords { get; set; } = [];

    [Option("TLS client certificates that the caller may present on the gateway's own https listeners.")]
    public IReadOnlyList<CallerCertificateOptions> Certificates { get; set; } = [];

    [Option(
        "Networks (CIDR) from which the caller must call. If it has no other credential, its address alone " + "identifies it.",
        Example = "[ \"10.1.0.0/16\" ]"
    )]
    public IReadOnlyList<string> Networks { get; set; } = [];

    [Option(
        "The caller's own OAuth clients: the token client to use, by the token client that a route names.",
        Example = "{ \"provisioning\": \"payroll-provisioning\" }"
    )]
    public Dictionary<string, string> TokenClients { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
