namespace CiamGateway.Sandbox.Soak;

/// <summary>
/// What a steady load came to: no call may fail or wait for a token, and tokens are asked for about as often as they are renewed.
/// </summary>
/// <param name="Waited">The calls that waited for a token.</param>
/// <param name="TokenRequests">The token requests of each scope.</param>
internal sealed record SoakReport(
    TimeSpan Duration,
    TimeSpan TokenLifetime,
    int Calls,
    IReadOnlyCollection<string> Failures,
    int Waited,
    IReadOnlyDictionary<string, int> TokenRequests
)
{
    /// <summary>Tokens are renewed ahead at three quarters of their life at the earliest.</summary>
    private const double EarliestRenewal = 0.75;

    private const int ShownFailures = 10;

    /// <summary>One request for each renewal, however the load begins and ends.</summary>
    public int MostTokenRequests => (int)(Duration / (CountedLifetime * EarliestRenewal)) + 1;

    public bool IsGood => Calls > 0 && Failures.Count == 0 && Waited == 0 && TokenRequests.Values.All(count => count <= MostTokenRequests);

    /// <summary>
    /// The <c>exp</c> of a token is in whole seconds, so it ends half a second early on average.
    /// Of a life under 10 s, the gateway leaves out another second.
    /// </summary>
    private TimeSpan CountedLifetime => TokenLifetime - TimeSpan.FromSeconds(TokenLifetime < TimeSpan.FromSeconds(10) ? 1.5 : 0.5);

    public override string ToString() =>
        string.Join(
            Environment.NewLine,
            [
                $"{(IsGood ? "ok  " : "FAIL")} {Duration.TotalSeconds:F0} s of steady load on {TokenRequests.Count} scopes, "
                    + $"with tokens that live {TokenLifetime.TotalSeconds:F0} s",
                $"     {Calls} calls, {Failures.Count} failed, {Waited} waited for a token",
                .. TokenRequests.Select(scope =>
                    $"     {scope.Value} token requests for '{scope.Key}', at most {MostTokenRequests} renewals were due"
                ),
                .. Failures.Take(ShownFailures).Select(failure => $"     {failure}"),
            ]
        );
}
