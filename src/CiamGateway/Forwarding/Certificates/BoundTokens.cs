using System.Collections.Concurrent;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Forwarding.Certificates;

/// <summary>
/// Sends requests whose token is bound to a client certificate (RFC 8705 §3). The certificate of a cluster and that of a token client
/// change at the same time, but the token in use is still bound to the certificate before: until another token has come, its requests go
/// over connections that present that one.
/// </summary>
/// <param name="certificate">The thumbprint of the certificate that the cluster's connections present; null for none.</param>
/// <param name="before">The connections with the certificate before; null if there was none.</param>
/// <param name="now">When the certificate was put in place.</param>
internal sealed partial class BoundTokens(
    string cluster,
    string? certificate,
    CertifiedConnections? before,
    DateTimeOffset now,
    ILogger logger
)
{
    /// <summary>Says which token the request has; only for tokens that are bound.</summary>
    public static readonly HttpRequestOptionsKey<AccessToken> Key = new("CiamGateway.BoundToken");

    private readonly ConcurrentDictionary<TokenRequest, bool> _told = new();

    /// <returns>The connections to use in place of the cluster's own; null for these.</returns>
    public HttpMessageInvoker? ConnectionsFor(HttpRequestMessage request, AttachedToken attached)
    {
        if (!request.Options.TryGetValue(Key, out var token) || token.BoundCertificate is not { } bound || bound == certificate)
        {
            return null;
        }
        if (before is not null && before.Thumbprint == bound && token.Lifetime.Start <= now)
        {
            return before.Connections;
        }
        if (_told.TryAdd(attached.Source.Request, true))
        {
            LogMismatch(
                logger,
                attached.Source.Request,
                bound,
                cluster,
                certificate ?? "no certificate",
                attached.Route,
                attached.Source.Request.Client
            );
        }
        return null;
    }

    [LoggerMessage(
        4005,
        LogLevel.Warning,
        "The token of {Request} is bound to the certificate with x5t#S256 {Bound}, and cluster '{Cluster}' presents {Presented}: "
            + "an API that checks "
            + "this (RFC 8705) refuses the calls of route '{Route}'. Fix: set Gateway:Clusters:{Cluster}:CertificateFile to the "
            + "certificate of "
            + "Gateway:TokenClients:{Client}:CertificateFile"
    )]
    private static partial void LogMismatch(
        ILogger logger,
        TokenRequest request,
        string bound,
        string cluster,
        string presented,
        string route,
        string client
    );
}

/// <summary>Connections of a cluster that present one client certificate.</summary>
internal sealed record CertifiedConnections(string Thumbprint, HttpMessageInvoker Connections);
