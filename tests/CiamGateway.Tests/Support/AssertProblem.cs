using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Support;

/// <summary>An answer that the gateway itself made, in the shape of RFC 9457 with the header of RFC 9209.</summary>
internal static class AssertProblem
{
    /// <returns>The problem's <c>detail</c>.</returns>
    public static async Task<string> Is(HttpResponseMessage response, int status, string code, string proxyError)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal($"ciam-gateway; error={proxyError}; details=\"{code}\"", Assert.Single(response.Headers.GetValues("Proxy-Status")));

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        Assert.EndsWith(code, problem["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(response.RequestMessage!.RequestUri!.AbsolutePath, problem["instance"]!.GetValue<string>());
        Assert.All(["title", "detail", "traceId"], member => Assert.NotEqual("", problem[member]!.GetValue<string>()));
        return problem["detail"]!.GetValue<string>();
    }
}
