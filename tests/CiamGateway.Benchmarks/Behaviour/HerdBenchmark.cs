using CiamGateway.Benchmarks.Peers;
using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary><c>herd</c>: many callers at once on a route whose token has not been fetched yet. They share one token request.</summary>
internal static class HerdBenchmark
{
    /// <param name="herds">Each on a route and a scope of its own.</param>
    public static async Task<Measurement> RunAsync(int herds, int callers)
    {
        var routes = Enumerable.Range(1, herds).Select(herd => new GatewayRoute($"/Cold/{herd}", $"cold.{herd}", IsWarm: false)).ToList();
        await using var arena = await Arena.StartAsync(TimeSpan.FromHours(2), routes);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = arena.Gateway.Url,
            DefaultRequestHeaders = { { "X-Api-Key", Gateway.ApiKey } },
        };
        // Connections first, so that the callers arrive together.
        await CallAsync(client, GatewayRoute.Domains.Path, callers);

        var rows = new List<IReadOnlyList<string>>();
        var problems = new List<string?>();
        foreach (var route in routes)
        {
            var (calls, failed) = await CallAsync(client, route.Path, callers);
            var requests = arena.Tokens.Requests.Count(request => request.Scope == route.Scope);
            rows.Add([$"{rows.Count + 1}", .. new Latencies(calls).Cells, $"{failed}", $"{requests}"]);
            problems.Add(Shortfall.Unless(failed == 0, $"{failed} calls of {route.Path} failed"));
            problems.Add(Shortfall.Unless(requests == 1, $"{requests} token requests for {callers} callers of {route.Path}"));
        }
        return Measurement.Of(
            new Table(
                $"Herd: {callers} callers at once, where no token is there yet; the token endpoint takes 100 ms.",
                ["herd", .. Latencies.Columns, "failed", "token requests"],
                rows
            ),
            problems
        );
    }

    private static async Task<(IReadOnlyList<Call> Calls, int Failed)> CallAsync(HttpClient client, string path, int callers)
    {
        var failed = 0;
        var calls = await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(async _ =>
                {
                    var begin = TimeProvider.System.GetTimestamp();
                    using var answer = await client.GetAsync(path);
                    if (!answer.IsSuccessStatusCode)
                    {
                        Interlocked.Increment(ref failed);
                    }
                    return new Call(begin, TimeProvider.System.GetTimestamp());
                })
        );
        return (calls, failed);
    }
}
