namespace CiamGateway.Tokens;

/// <summary>Asks for a token: the way from a slot to its token endpoint.</summary>
/// <param name="isAhead">Whether the old token still serves, so that one attempt is enough for now.</param>
internal delegate Task<TokenResult> TokenFlight(TokenRequest request, bool isAhead, CancellationToken cancellationToken);
