using CiamGateway.Forwarding.Certificates;
using CiamGateway.Telemetry;
using CiamGateway.Tokens;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>
/// Says where the token of an outgoing request came from. It is an option of that request; all requests of a route with the same token
/// client share one.
/// </summary>
internal sealed record AttachedToken(string Route, TokenSource Source, TokenHeader Header, bool ReplaysOn401, TokenRejection Rejection)
{
    public static readonly HttpRequestOptionsKey<AttachedToken> Key = new("CiamGateway.AttachedToken");

    /// <summary>The facts of the incoming request, which learn of a token that takes the first one's place.</summary>
    public static readonly HttpRequestOptionsKey<RequestFacts> FactsKey = new("CiamGateway.RequestFacts");

    /// <summary>Adds the token to a request that has none.</summary>
    public void Add(HttpRequestMessage request, AccessToken token)
    {
        Header.Add(request.Headers, token);
        request.Options.Set(Key, this);
        Note(request, token);
    }

    /// <summary>Puts a new token in the place of the one that the request has.</summary>
    public void Replace(HttpRequestMessage request, AccessToken token)
    {
        Header.Replace(request.Headers, token);
        Note(request, token);
    }

    private static void Note(HttpRequestMessage request, AccessToken token)
    {
        if (token.BoundCertificate is not null)
        {
            request.Options.Set(BoundTokens.Key, token);
        }
    }
}
