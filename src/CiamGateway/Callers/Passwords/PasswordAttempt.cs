using System.Net;
using CiamGateway.Callers.Schemes;

namespace CiamGateway.Callers.Passwords;

/// <summary>A name and a password that came from one address, to be judged by one configuration.</summary>
/// <param name="fingerprint">A keyed hash of name and password.</param>
/// <param name="source">Null if the address is unknown.</param>
/// <param name="wasRight">Whether this name and password were right before, from this address.</param>
internal sealed class PasswordAttempt(
    BasicCredentials credentials,
    UInt128 fingerprint,
    CallerDirectory directory,
    IPAddress? source,
    bool wasRight
)
{
    public BasicCredentials Credentials => credentials;

    public string Name => credentials.Name;

    public UInt128 Fingerprint => fingerprint;

    public CallerDirectory Directory => directory;

    public IPAddress? Source => source;

    /// <inheritdoc cref="SourceSite"/>
    public IPAddress Site { get; } = SourceSite.Of(source);

    /// <summary>The smallest network in any caller's <c>Networks</c> that contains the address; null if there is none.</summary>
    public IPNetwork? Network { get; } = directory.NetworkOf(source);

    public bool WasRight => wasRight;
}
