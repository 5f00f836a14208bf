namespace CiamGateway.Configuration;

/// <summary>One thing that is wrong with the configuration: where it stands, what is wrong, and what to write instead.</summary>
/// <param name="Path">The configuration path (<c>Gateway:TokenClients:provisioning:ClientId</c>), or file, line and column where the JSON cannot be read.</param>
internal sealed record ConfigurationProblem(string Path, string Message, string Cure)
{
    public override string ToString() => $"{Path}: {Message} Try: {Cure}";
}
