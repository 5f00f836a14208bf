using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens;

/// <summary>Fetches an access token, from the token endpoint or from the cache that replicas share.</summary>
internal delegate Task<TokenResult> TokenFetch(TokenRequest request, FetchContext context, CancellationToken cancellationToken);
