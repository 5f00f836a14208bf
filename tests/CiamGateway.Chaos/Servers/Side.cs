namespace CiamGateway.Chaos.Servers;

/// <summary>
/// A token client of the gateway with its authorization server and its API. There are two, so that one shows what a fault of the other
/// costs it.
/// </summary>
internal sealed class Side : IAsyncDisposable
{
    public Side(string name, bool hasJwtTokens, Random random)
    {
        Name = name;
        Tokens = new IssuedTokens(name, hasJwtTokens);
        AuthorizationServer = new AuthorizationServer(Tokens, random);
        Api = new Api(Tokens) { Scopes = { Prefix = name } };
    }

    public string Name { get; }

    public IssuedTokens Tokens { get; }

    public AuthorizationServer AuthorizationServer { get; }

    public Api Api { get; }

    public async ValueTask DisposeAsync()
    {
        await AuthorizationServer.DisposeAsync();
        await Api.DisposeAsync();
    }
}
