using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>How connections to a token endpoint are made. They carry a secret, so no redirect is followed and no cookie is kept.</summary>
internal sealed class TokenConnections(HostConnectors connectors, ConnectionEvents events, TimeProvider clock)
{
    /// <summary>
    /// Connections that are all replaced when a token request gets no answer until a second attempt began beside it: each may be dead.
    /// </summary>
    public HttpMessageHandler Create(TokenClient client)
    {
        var handler = new RenewableHandler(CreatePool(client), clock, client.Options.AttemptTimeout / 2);
        handler.Renewed += () => events.Silent(ConnectionTarget.TokenClient(client.Name), "a token request got no answer");
        return handler;
    }

    /// <summary>One pool of connections, without replacement.</summary>
    public SocketsHttpHandler CreatePool(TokenClient client)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = connectors.For(ConnectionTarget.TokenClient(client.Name)).ConnectAsync,
            ConnectTimeout = client.Options.ConnectTimeout,
            PooledConnectionLifetime = client.Options.ConnectionLifetime,
            Proxy = client.Settings.Proxy,
        };
        if (client.Settings.Credential.Certificate is { } certificate)
        {
            handler.SslOptions.ClientCertificateContext = certificate.Context;
        }
        if (client.Settings.TrustedCertificates is { } trusted)
        {
            handler.SslOptions.CertificateChainPolicy = TrustedCertificates.Policy(trusted);
        }
        return handler;
    }
}
