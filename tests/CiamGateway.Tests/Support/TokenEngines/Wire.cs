namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>Knows whether a request is under way, so that a test's clock does not run away from the real network.</summary>
internal sealed class Wire
{
    private int _underWay;

    public bool IsIdle => Volatile.Read(ref _underWay) == 0;

    public HttpMessageHandler Around(HttpMessageHandler connections) => new Counting(connections, this);

    private sealed class Counting(HttpMessageHandler connections, Wire wire) : DelegatingHandler(connections)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref wire._underWay);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref wire._underWay);
            }
        }
    }
}
