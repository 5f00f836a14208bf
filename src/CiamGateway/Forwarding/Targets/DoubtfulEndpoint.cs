namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Stands in place of a route while a request's target holds characters that the route would have to allow. It is for the same callers.
/// </summary>
/// <param name="found">What routing found; null if it found nothing.</param>
internal sealed class DoubtfulEndpoint(Endpoint? found) : Endpoint(requestDelegate: null, found?.Metadata, found?.DisplayName)
{
    public Endpoint? Found => found;
}
