using Xunit;

namespace CiamGateway.Tests.Support;

/// <summary>The text of <c>/metrics</c>, for what shows only a moment after the request that it counts.</summary>
internal static class MetricsPage
{
    /// <summary>Waits until the page has this text.</summary>
    /// <param name="management">The gateway's management listener.</param>
    /// <returns>The whole page.</returns>
    public static async Task<string> ShowsAsync(Uri management, string text)
    {
        using var operations = Http.To(management);
        return await Eventually.ValueAsync(
            () => operations.GetStringAsync("/metrics", TestContext.Current.CancellationToken),
            page => page.Contains(text, StringComparison.Ordinal),
            what: $"{management}metrics",
            expectation: text
        );
    }
}
