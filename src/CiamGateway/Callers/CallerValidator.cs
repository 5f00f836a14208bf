using System.Collections.Frozen;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Callers;

/// <summary>Every rule for callers. No problem quotes a credential: a value in the place of a hash may be the secret itself.</summary>
internal sealed class CallerValidator(ConfigurationReading reading)
{
    public const string Section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Callers)}";

    /// <summary>The caller of each identity so far; two callers with the same one would be indistinguishable.</summary>
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, CallerSettings> Check(Dictionary<string, CallerOptions> callers, ICollection<string> tokenClients) =>
        callers
            .Select(caller => Check(caller.Key, caller.Value, tokenClients))
            .ToFrozenDictionary(caller => caller.Name, StringComparer.OrdinalIgnoreCase);

    private CallerSettings Check(string name, CallerOptions options, ICollection<string> tokenClients)
    {
        var path = $"{Section}:{name}";
        CheckName(path, name);
        if (
            reading.IsSound(path)
            && options.ApiKeys.Count + options.Passwords.Count + options.Certificates.Count + options.Networks.Count == 0
        )
        {
            reading.Report(
                path,
                "has no credential and no network, so it could never call.",
                $"add \"ApiKeys\": [ \"sha256:…\" ], which 'ciam-gateway new-key {name}' makes; or Passwords, Certificates or Networks."
            );
        }
        var apiKeys = ReadEach(
            $"{path}:{nameof(options.ApiKeys)}",
            options.ApiKeys,
            ApiKeyHash.Parse,
            "an API key's hash",
            $"write the hash that 'ciam-gateway new-key {name}' prints: sha256: and a SHA-256 in base64url or hex."
        );
        var passwords = ReadEach(
            $"{path}:{nameof(options.Passwords)}",
            options.Passwords,
            PasswordHash.Parse,
            "a password's hash",
            $"write what 'ciam-gateway hash-password' prints: pbkdf2:sha256:iterations:salt:hash with {PasswordHash.MinimumIterations} "
                + "iterations or more."
        );
        var certificates = new CallerCertificateReader(reading).Read($"{path}:{nameof(options.Certificates)}", options.Certificates);
        var networks = NetworkList.Read($"{path}:{nameof(options.Networks)}", options.Networks, reading);
        var settings = new CallerSettings(name)
        {
            ApiKeys = [.. apiKeys.Select(key => key.Value)],
            Passwords = [.. passwords.Select(password => password.Value)],
            Certificates = [.. certificates.Select(certificate => certificate.Value)],
            Networks = [.. networks.Select(network => network.Value)],
            TokenClients = options.TokenClients.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
        };
        CheckTokenClients($"{path}:{nameof(options.TokenClients)}", options.TokenClients, tokenClients);
        CheckOwner(name, apiKeys.Select(key => (key.Path, $"key {key.Value}")));
        CheckOwner(name, certificates.Select(certificate => (certificate.Path, $"certificate {Identity(certificate.Value)}")));
        CheckOwner(name, settings.IsKnownByNetwork ? networks.Select(network => (network.Path, $"network {network.Value}")) : []);
        return settings;
    }

    private void CheckName(string path, string name)
    {
        if (!CallerName.IsValid(name))
        {
            reading.Report(path, "is not a caller's name.", CallerName.Rule);
        }
        else if (name.Equals(CallerName.Anonymous, StringComparison.OrdinalIgnoreCase))
        {
            reading.Report(path, $"'{CallerName.Anonymous}' is what requests without credentials are called.", "choose another name.");
        }
    }

    private List<(string Path, T Value)> ReadEach<T>(
        string path,
        IReadOnlyList<string> texts,
        Func<string, T?> parse,
        string what,
        string fix
    )
        where T : class
    {
        var values = new List<(string, T)>();
        foreach (var (element, text) in reading.Elements(path, texts))
        {
            if (parse(text) is { } value)
            {
                values.Add((element, value));
            }
            else
            {
                reading.Report(element, $"is not {what}.", fix);
            }
        }
        return values;
    }

    /// <summary>Whether a route uses the replaced ones is checked with the routes.</summary>
    private void CheckTokenClients(string path, Dictionary<string, string> own, ICollection<string> tokenClients)
    {
        foreach (var (replaced, client) in own.Where(pair => !tokenClients.Contains(pair.Value, StringComparer.OrdinalIgnoreCase)))
        {
            reading.Report(
                $"{path}:{replaced}",
                $"'{client}' is not a token client.",
                NearestName.Of(client, tokenClients) is { } nearest
                    ? $"write '{nearest}'."
                    : $"define it under {GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}.",
                refersTo: $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{client}"
            );
        }
    }

    private void CheckOwner(string caller, IEnumerable<(string Path, string Identity)> identities)
    {
        foreach (var (path, identity) in identities)
        {
            if (!_owners.TryAdd(identity, caller))
            {
                reading.Report(
                    path,
                    $"is given a second time, after caller '{_owners[identity]}'.",
                    "keep one entry for one caller; callers that share a credential cannot be told apart."
                );
            }
        }
    }

    private static string Identity(CallerCertificate certificate) =>
        certificate.Thumbprint
        ?? $"{certificate.Subject} {string.Join(' ', certificate.Authority.Select(authority => authority.Thumbprint))}";
}
