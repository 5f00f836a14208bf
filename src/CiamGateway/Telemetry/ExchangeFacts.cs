namespace CiamGateway.Telemetry;

/// <summary>
/// What can be seen of an exchange from outside, stage by stage: nothing of what was sent or answered but its status and the time.
/// </summary>
/// <param name="Request">Method and address, without a query.</param>
/// <param name="Proxy">The proxy on the way; none where there is none.</param>
/// <param name="Route">Whether that proxy or none leads to the server, and why.</param>
/// <param name="Addresses">What the host name, or the proxy's, resolved to.</param>
/// <param name="Attempts">Each address that was tried and why it failed, if none accepted a connection.</param>
/// <param name="ConnectedIn">Milliseconds until the TCP connection was open, without TLS.</param>
/// <param name="Tls">The version of TLS; none without it, or where the handshake failed.</param>
/// <param name="CertificateNotAfter">The end of the server certificate's validity.</param>
/// <param name="AnsweredIn">Milliseconds from the request to the head of its answer.</param>
/// <param name="ClockSkew">Seconds by which the server's clock (<c>Date</c>, RFC 9110 §6.6.1) is ahead of this machine's; whole ones, since
/// the header has no more.</param>
internal sealed record ExchangeFacts(
    string Request,
    Uri? Proxy = null,
    string? Route = null,
    IReadOnlyList<string>? Addresses = null,
    string? Attempts = null,
    double? ConnectedIn = null,
    string? Tls = null,
    DateTimeOffset? CertificateNotAfter = null,
    int? Status = null,
    double? AnsweredIn = null,
    int? ClockSkew = null
)
{
    public static readonly ExchangeFacts None = new("");

    /// <summary>Milliseconds until the host name, or the proxy's, was resolved.</summary>
    public double? ResolvedIn { get; init; }
}
