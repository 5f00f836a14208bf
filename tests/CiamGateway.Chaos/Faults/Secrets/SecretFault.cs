namespace CiamGateway.Chaos.Faults.Secrets;

/// <summary>The client secret of one side changes, or its file does.</summary>
internal abstract class SecretFault : Fault
{
    public override string Group => "secret";

    public override Effects Effects => Effects.Renewals;

    /// <summary>
    /// A file is read once it has not changed for a second. Another file that keeps changing delays that by 5 s at most.
    /// </summary>
    public override TimeSpan Recovery => TimeSpan.FromSeconds(7);

    protected static string FileOf(FaultTarget target) => target.Surroundings.Files.SecretFile(target.Side);

    /// <summary>The authorization server accepts another secret beside its present ones.</summary>
    protected static string Accepted(FaultTarget target)
    {
        var secret = Gateway.GatewayFiles.NewSecret();
        target.Side.AuthorizationServer.Secrets[secret] = true;
        return secret;
    }

    protected static void AcceptOnly(FaultTarget target, string secret)
    {
        target.Side.AuthorizationServer.Secrets[secret] = true;
        foreach (var other in target.Side.AuthorizationServer.Secrets.Keys.Where(other => other != secret))
        {
            target.Side.AuthorizationServer.Secrets.TryRemove(other, out _);
        }
    }
}
