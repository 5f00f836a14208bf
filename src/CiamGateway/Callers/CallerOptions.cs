using System.ComponentModel;
using CiamGateway.Callers.Schemes;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Callers;

/// <summary>One application that may call: how it proves who it is, from where, and with which token clients its calls go out.</summary>
internal sealed class CallerOptions
{
    [Description(
        "Hashes of the keys that the caller may send in X-Api-Key, as ciam-gateway new-key prints them. Several at once, "
            + "so that keys rotate without a gap."
    )]
    [Secret(IsHash = true)]
    public IReadOnlyList<string> ApiKeys { get; set; } = [];

    [Description(
        "Hashes of the passwords that the caller may send with its name (Basic, RFC 7617), as ciam-gateway hash-password prints them."
    )]
    [Secret(IsHash = true)]
    public IReadOnlyList<string> Passwords { get; set; } = [];

    [Description("TLS client certificates that the caller may present on the gateway's own https listeners.")]
    public IReadOnlyList<CallerCertificateOptions> Certificates { get; set; } = [];

    [Description("Networks (CIDR) that the caller must call from; where it has no other credential, they alone are its identity.")]
    public IReadOnlyList<string> Networks { get; set; } = [];

    [Description("The caller's own registrations: the token client to use instead, by the token client that a route names.")]
    public Dictionary<string, string> TokenClients { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
