using CiamGateway.Sandbox.Tour;

namespace CiamGateway.Sandbox.Soak;

/// <summary>
/// Keeps a steady load on two scopes through many lives of their tokens, and tells from the gateway's own metrics what that cost.
/// </summary>
internal static class SoakRun
{
    private static readonly SteadyCall[] Calls = [new("GET", "/Domains", 200), new("DELETE", "/Domains/0", 404)];
    private static readonly string[] Scopes = [LegacyApplication.ClientScope, LegacyApplication.ManageScope];

    /// <returns>Whether no call failed, none waited, and no token was asked for more often than it was due.</returns>
    public static async Task<bool> RunAsync(
        Uri gateway,
        Uri management,
        TimeSpan duration,
        TimeSpan tokenLifetime,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var caller = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway };
        caller.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", SandboxCaller.OpsConsole.ApiKey);
        using var operations = new HttpClient(handler, disposeHandler: false) { BaseAddress = management };
        var started = TimeProvider.System.GetTimestamp();
        var before = await ScrapedMetrics.OfAsync(operations, cancellationToken);

        var load = new SteadyLoad(caller, Calls);
        await using (load)
        {
            await Task.Delay(duration, cancellationToken);
        }
        var after = await ScrapedMetrics.OfAsync(operations, cancellationToken);
        var report = new SoakReport(
            TimeProvider.System.GetElapsedTime(started),
            tokenLifetime,
            load.Count,
            load.Failures,
            Grown("ciam_gateway_token_lookups_total", "result=\"waited\""),
            Scopes.ToDictionary(scope => scope, scope => Grown("ciam_gateway_token_requests_total", $"scope=\"{scope}\""))
        );
        await output.WriteLineAsync(report.ToString());
        return report.IsGood;

        int Grown(string family, string label) => (int)(after.Sum(family, label) - before.Sum(family, label));
    }
}
