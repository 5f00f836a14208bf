using CiamGateway.Configuration;

namespace CiamGateway.Diagnosis;

/// <summary>Looks at the age and the end of every token client's secret, key or certificate.</summary>
internal sealed class CredentialChecks(ConfigurationInForce configuration, TimeProvider clock) : IExamination
{
    /// <summary>A new client certificate takes its authority and the authorization server's administrator.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    public IEnumerable<PendingCheck> Checks => configuration.Current.TokenClients.Values.Select(client =>
    {
        var check = Examine(client);
        return new PendingCheck(check, _ => Task.FromResult<Check>(check));
    });

    private CredentialCheck Examine(TokenClientSettings client)
    {
        var check = new CredentialCheck(client.Name, client.Credential.Method) { NotAfter = client.Credential.Certificate?.NotAfter.ToUniversalTime() };
        if (FileOf(client.Options) is { } name)
        {
            var file = Path.GetFullPath(name, configuration.Current.Arguments.ContentRoot);
            var written = configuration.Current.Files.WrittenAt(file);
            check = check with { File = file, ChangedAt = written, AgeInDays = written is { } time ? Math.Max(0, (clock.GetUtcNow() - time).Days) : null };
        }
        return check with { Findings = [.. End(check)] };
    }

    private IEnumerable<Finding> End(CredentialCheck check)
    {
        if (check.NotAfter is { } end && end - clock.GetUtcNow() < Notice)
        {
            yield return end < clock.GetUtcNow()
                ? Finding.Error($"the client certificate ended on {end:yyyy-MM-dd}. Have a new one issued, and put it into CertificateFile.")
                : Finding.Warning($"the client certificate ends on {end:yyyy-MM-dd}. Have a new one issued, and put it into CertificateFile.");
        }
    }

    private static string? FileOf(TokenClientOptions options) =>
        new[] { options.ClientSecretFile, options.PrivateKeyFile, options.CertificateFile }.FirstOrDefault(file => !string.IsNullOrEmpty(file));
}
