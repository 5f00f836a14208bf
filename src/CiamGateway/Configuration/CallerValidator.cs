using System.Collections.Frozen;

namespace CiamGateway.Configuration;

/// <summary>Every rule for callers. No problem quotes a credential: what stands where a hash belongs may be the secret itself.</summary>
internal sealed class CallerValidator(ConfigurationReading reading)
{
    public const string Section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Callers)}";

    /// <summary>Who uses each identity so far; two callers with the same one could not be told apart.</summary>
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, CallerSettings> Check(Dictionary<string, CallerOptions> callers, ICollection<string> tokenClients) => callers
        .Select(caller => Check(caller.Key, caller.Value, tokenClients))
        .ToFrozenDictionary(caller => caller.Name, StringComparer.OrdinalIgnoreCase);

    private CallerSettings Check(string name, CallerOptions options, ICollection<string> tokenClients)
    {
        var path = $"{Section}:{name}";
        CheckName(path, name);
        var isUnderstood = !reading.Problems.Any(problem => problem.Path.StartsWith($"{path}:", StringComparison.OrdinalIgnoreCase));
        if (isUnderstood && options.ApiKeys.Count + options.Passwords.Count + options.Certificates.Count + options.Networks.Count == 0)
        {
            reading.Report(path, "has no credential and no network, so it could never call.", $"\"ApiKeys\": [ \"sha256:…\" ], which 'ciam-gateway new-key {name}' makes; or Passwords, Certificates or Networks.");
        }
        var settings = new CallerSettings(name)
        {
            ApiKeys = ReadEach($"{path}:{nameof(options.ApiKeys)}", options.ApiKeys, ApiKeyHash.Parse, "an API key's hash", $"the hash that 'ciam-gateway new-key {name}' prints: sha256: and a SHA-256 in base64url or hex."),
            Passwords = ReadEach($"{path}:{nameof(options.Passwords)}", options.Passwords, PasswordHash.Parse, "a password's hash", $"what 'ciam-gateway hash-password' prints: pbkdf2:sha256:iterations:salt:hash with {PasswordHash.MinimumIterations} iterations or more."),
            Certificates = new CallerCertificateReader(reading).Read($"{path}:{nameof(options.Certificates)}", options.Certificates),
            Networks = NetworkList.Read($"{path}:{nameof(options.Networks)}", options.Networks, reading),
            TokenClients = options.TokenClients.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
        };
        CheckTokenClients($"{path}:{nameof(options.TokenClients)}", options.TokenClients, tokenClients);
        CheckOwners(path, settings);
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
            reading.Report(path, $"'{CallerName.Anonymous}' is what requests without credentials are called.", "another name.");
        }
    }

    private List<T> ReadEach<T>(string path, IReadOnlyList<string> texts, Func<string, T?> parse, string what, string cure) where T : class
    {
        var values = new List<T>();
        for (var i = 0; i < texts.Count; i++)
        {
            if (parse(texts[i]) is { } value)
            {
                values.Add(value);
            }
            else
            {
                reading.Report($"{path}:{i}", $"is not {what}.", cure);
            }
        }
        return values;
    }

    /// <summary>That the replaced ones are in use, the routes know.</summary>
    private void CheckTokenClients(string path, Dictionary<string, string> own, ICollection<string> tokenClients)
    {
        foreach (var (replaced, client) in own.Where(pair => !tokenClients.Contains(pair.Value, StringComparer.OrdinalIgnoreCase)))
        {
            reading.Report($"{path}:{replaced}", $"'{client}' is not a token client.", NearestName.Of(client, tokenClients) is { } nearest
                ? $"'{nearest}'."
                : $"define it under {GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}.");
        }
    }

    private void CheckOwners(string path, CallerSettings caller)
    {
        Check(nameof(caller.ApiKeys), caller.ApiKeys.Select(key => key.ToString()));
        Check(nameof(caller.Certificates), caller.Certificates.Select(certificate =>
            certificate.Thumbprint ?? $"{certificate.Subject} {string.Join(' ', certificate.Authority.Select(authority => authority.Thumbprint))}"));
        if (caller.IsKnownByNetwork)
        {
            Check(nameof(caller.Networks), caller.Networks.Select(network => network.ToString()));
        }

        void Check(string kind, IEnumerable<string> identities)
        {
            foreach (var (identity, index) in identities.Select((identity, index) => (identity, index)))
            {
                if (!_owners.TryAdd($"{kind} {identity}", caller.Name))
                {
                    reading.Report($"{path}:{kind}:{index}", $"is given a second time, after caller '{_owners[$"{kind} {identity}"]}'.", "one entry for one caller; callers that share a credential cannot be told apart.");
                }
            }
        }
    }
}
