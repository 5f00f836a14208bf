using CiamGateway.Secrecy;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Diagnosis;

/// <summary>Looks at the age and the end of every token client's secret, key or certificate.</summary>
internal sealed class CredentialChecks(CurrentConfiguration configuration, TimeProvider clock) : IExamination
{
    public IEnumerable<PendingCheck> Checks =>
        configuration.Current.TokenClients.Values.Select(client =>
        {
            var check = Examine(client);
            return new PendingCheck(check, _ => Task.FromResult<Check>(check));
        });

    private CredentialCheck Examine(TokenClientSettings client)
    {
        var check = new CredentialCheck(client.Name, client.Credential.Method)
        {
            NotAfter = client.Credential.Certificate?.NotAfter.ToUniversalTime(),
        };
        if (FileOf(client.Options) is { } name)
        {
            var file = Path.GetFullPath(name, configuration.Current.Arguments.ContentRoot);
            var written = configuration.Current.Files.WrittenAt(file);
            check = check with
            {
                File = file,
                ChangedAt = written,
                AgeInDays = written is { } time ? Math.Max(0, (clock.GetUtcNow() - time).Days) : null,
            };
        }
        var tokens = TokenFiles.Of(client, before: null, clock).Facts;
        return check with
        {
            Assertions = tokens.Count == 0 ? null : [.. tokens.Select(Facts)],
            Findings =
            [
                .. CertificateFindings.Of(configuration.Current, KeyOf(client.Name), clock.GetUtcNow()),
                .. tokens.SelectMany(file => Faults(file, $"{SectionOf(client.Name)}:{file.Key}")),
            ],
        };
    }

    private static string SectionOf(string client) => $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{client}";

    private static string KeyOf(string client) => $"{SectionOf(client)}:{nameof(TokenClientOptions.CertificateFile)}";

    private static AssertionFacts Facts(TokenFileFacts file) =>
        new(
            file.Key,
            file.Path,
            Shown(file.Claims?.Issuer),
            Shown(file.Claims?.Subject),
            file.Claims is { } claims ? RefusedAssertion.Audience(claims).ToString() : null,
            file.Claims?.NotAfter
        );

    private static string? Shown(string? claim) => claim is null ? null : ForeignText.Of(claim).ToString();

    private IEnumerable<Finding> Faults(TokenFileFacts file, string key)
    {
        if (file.Fault is { } fault)
        {
            yield return Finding.Error($"file '{file.Path}' {fault}. Fix: check the program that renews it, and {key}.");
        }
        else if (file.Claims?.NotAfter is { } end && end <= clock.GetUtcNow())
        {
            yield return Finding.Error(
                $"the token in file '{file.Path}' ended at {end:u}. Fix: check the program that renews the file of {key}, "
                    + "and this machine's clock."
            );
        }
    }

    private static string? FileOf(TokenClientOptions options) =>
        new[] { options.ClientSecretFile, options.PrivateKeyFile, options.CertificateFile }.FirstOrDefault(file =>
            !string.IsNullOrEmpty(file)
        );
}
