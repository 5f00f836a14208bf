namespace CiamGateway.Connections;

/// <summary>Makes another HTTP client handler with the settings of one that exists, and with a connection pool of its own.</summary>
internal static class HandlerCopy
{
    public static SocketsHttpHandler Of(SocketsHttpHandler handler)
    {
        var copy = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = handler.ActivityHeadersPropagator,
            AllowAutoRedirect = handler.AllowAutoRedirect,
            AutomaticDecompression = handler.AutomaticDecompression,
            ConnectCallback = handler.ConnectCallback,
            ConnectTimeout = handler.ConnectTimeout,
            Credentials = handler.Credentials,
            DefaultProxyCredentials = handler.DefaultProxyCredentials,
            EnableMultipleHttp2Connections = handler.EnableMultipleHttp2Connections,
            EnableMultipleHttp3Connections = handler.EnableMultipleHttp3Connections,
            Expect100ContinueTimeout = handler.Expect100ContinueTimeout,
            InitialHttp2StreamWindowSize = handler.InitialHttp2StreamWindowSize,
            KeepAlivePingDelay = handler.KeepAlivePingDelay,
            KeepAlivePingPolicy = handler.KeepAlivePingPolicy,
            KeepAlivePingTimeout = handler.KeepAlivePingTimeout,
            MaxAutomaticRedirections = handler.MaxAutomaticRedirections,
            MaxConnectionsPerServer = handler.MaxConnectionsPerServer,
            MaxResponseDrainSize = handler.MaxResponseDrainSize,
            MaxResponseHeadersLength = handler.MaxResponseHeadersLength,
            MeterFactory = handler.MeterFactory,
            PlaintextStreamFilter = handler.PlaintextStreamFilter,
            PooledConnectionIdleTimeout = handler.PooledConnectionIdleTimeout,
            PooledConnectionLifetime = handler.PooledConnectionLifetime,
            PreAuthenticate = handler.PreAuthenticate,
            Proxy = handler.Proxy,
            RequestHeaderEncodingSelector = handler.RequestHeaderEncodingSelector,
            ResponseDrainTimeout = handler.ResponseDrainTimeout,
            ResponseHeaderEncodingSelector = handler.ResponseHeaderEncodingSelector,
            SslOptions = handler.SslOptions,
            UseCookies = handler.UseCookies,
            UseProxy = handler.UseProxy,
        };
        if (handler.UseCookies)
        {
            copy.CookieContainer = handler.CookieContainer;
        }
        return copy;
    }
}
