using CiamGateway.Configuration.Checking;
using CiamGateway.Listening;

namespace CiamGateway.Diagnosis;

/// <summary>
/// Listens for a moment at every address of the configuration. A port that is in use is right if the gateway itself runs, which its
/// management listener tells.
/// </summary>
internal sealed class ListenerChecks(CurrentConfiguration configuration) : IExamination
{
    public IEnumerable<PendingCheck> Checks =>
        from listener in configuration.Current.Listeners
        let begun = new ListenerCheck(listener.Name, listener.Path, listener.Url)
        select new PendingCheck(begun, cancellationToken => RunAsync(begun, listener, cancellationToken));

    private async Task<Check> RunAsync(ListenerCheck begun, ListeningAddress listener, CancellationToken cancellationToken)
    {
        var trial = ListenerTrial.Run(listener, configuration.Current.Root);
        var isRight =
            trial.Problem is null
            || (trial.IsInUse && await GatewayLiveness.IsAliveAsync(configuration.Current.ManagementAddress, cancellationToken));
        return begun with { IsInUse = trial.IsInUse, Findings = isRight ? [] : [Finding.Error(Text(trial.Problem!))] };
    }

    private static string Text(ConfigurationProblem problem) => $"{problem.Message} Fix: {problem.Fix}";
}
