using CiamGateway.Forwarding.Routes;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Management;

/// <summary>A token that one or more routes use.</summary>
/// <param name="IsWarm">Whether it is kept fresh; otherwise it may expire while no call needs it.</param>
/// <param name="Routes">The names of the routes.</param>
internal sealed record WantedToken(TokenSource.Resolved Source, bool IsWarm, IReadOnlyList<string> Routes)
{
    public TokenSlot Slot => Source.Slot;

    public TokenRequest Request => Source.Slot.Request;

    public static IReadOnlyList<WantedToken> AllOf(CurrentRoutes routes) =>
        [
            .. from route in routes.All
            from token in route.Tokens
            group (Token: token, Route: route) by token.Request into wanted
            select new WantedToken(
                wanted.First().Token.Now,
                wanted.Any(entry => entry.Route.IsWarm),
                [.. wanted.Select(entry => entry.Route.Name)]
            ),
        ];
}
