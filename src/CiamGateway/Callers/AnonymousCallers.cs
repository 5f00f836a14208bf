namespace CiamGateway.Callers;

/// <summary>Whether a request without any credential is served, on routes that name no policy.</summary>
internal enum AnonymousCallers
{
    /// <summary>Only over a connection from this machine that is not a proxy's.</summary>
    Loopback,

    /// <summary>Requests without a credential are refused.</summary>
    Denied,

    /// <summary>From everywhere.</summary>
    Allowed,
}
