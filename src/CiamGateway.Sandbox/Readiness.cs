namespace CiamGateway.Sandbox;

/// <summary>Waits until a gateway says that it is ready: that it has every token which its routes want.</summary>
internal static class Readiness
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    /// <param name="management">The gateway's management listener.</param>
    /// <param name="within">50 s by default.</param>
    /// <exception cref="TimeoutException">The gateway is not ready in that time; the message says what it said last.</exception>
    public static async Task WaitAsync(Uri management, CancellationToken cancellationToken, TimeSpan? within = null)
    {
        var limit = within ?? LongestWait;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = management, Timeout = LongestAnswer };
        var begin = TimeProvider.System.GetTimestamp();
        while (await ObstacleAsync(http, cancellationToken) is { } obstacle)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > limit)
            {
                throw new TimeoutException(
                    $"The gateway whose management listener is {management} is not ready after {limit.TotalSeconds} s: {obstacle}"
                );
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    /// <returns>Why the gateway is not ready, or null if it is.</returns>
    private static async Task<string?> ObstacleAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync("/health/ready", cancellationToken);
            return response.IsSuccessStatusCode ? null : (await response.Content.ReadAsStringAsync(cancellationToken)).TrimEnd();
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it does not answer within {LongestAnswer.TotalSeconds} s";
        }
    }
}
