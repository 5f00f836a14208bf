using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens;

/// <summary>Comes by a token: the way from a slot to its token endpoint, or to what another replica got there.</summary>
internal delegate Task<TokenResult> TokenFetch(TokenRequest request, FetchContext context, CancellationToken cancellationToken);
