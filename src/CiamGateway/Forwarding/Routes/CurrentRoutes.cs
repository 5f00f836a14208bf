using CiamGateway.Tokens;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// The routes that YARP serves and the access tokens that go out on them, for those who look at the gateway from outside.
/// </summary>
internal sealed class CurrentRoutes
{
    private volatile IReadOnlyList<CurrentRoute> _all = [];

    /// <summary>In the routes' order; empty before the first configuration is applied.</summary>
    public IReadOnlyList<CurrentRoute> All
    {
        get => _all;
        set => _all = value;
    }
}

/// <summary>A route that is served.</summary>
/// <param name="Listed">What the configuration says of it.</param>
/// <param name="Tokens">Where the route's requests get their tokens; none where they go out without one.</param>
/// <param name="IsWarm">Whether the tokens are fetched at start and kept fresh.</param>
internal sealed record CurrentRoute(ListedRoute Listed, IReadOnlyList<TokenSource> Tokens, bool IsWarm)
{
    public string Name => Listed.Name;
}
