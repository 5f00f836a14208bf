using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.Tokens;

internal sealed class TokensLiveAFewSeconds : TokenFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Lifetime = TimeSpan.FromSeconds(target.Random.Next(4, 9));
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Lifetime = AuthorizationServer.UsualLifetime;
        return Task.CompletedTask;
    }
}

/// <summary>The answer states the lifetime as text.</summary>
internal sealed class TokenLifetimeIsText : TokenFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Body = token =>
            $$"""{"expires_in":"{{token.Told.TotalSeconds:0}}","token_type":"bearer","access_token":"{{token.Value}}"}""";
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Body = null;
        return Task.CompletedTask;
    }
}

/// <summary>The answer states no lifetime, and the server takes the gateway's default of a minute for granted.</summary>
internal sealed class TokenLifetimeIsMissing : TokenFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Lifetime = TimeSpan.FromMinutes(1);
        target.Side.AuthorizationServer.Body = token => $$"""{"access_token":"{{token.Value}}","token_type":"Bearer"}""";
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Side.AuthorizationServer.Lifetime = AuthorizationServer.UsualLifetime;
        target.Side.AuthorizationServer.Body = null;
        return Task.CompletedTask;
    }
}
