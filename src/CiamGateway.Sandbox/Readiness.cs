namespace CiamGateway.Sandbox;

/// <summary>Waits until a gateway says that it is ready: that it has every token which its routes want.</summary>
internal static class Readiness
{
    /// <param name="management">The gateway's management listener.</param>
    public static async Task WaitAsync(Uri management, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = management };
        while (!await IsReadyAsync(http, cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync("/health/ready", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
