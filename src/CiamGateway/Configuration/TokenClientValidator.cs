using System.Net;

namespace CiamGateway.Configuration;

/// <summary>Every rule for token clients; each client is judged whole, so that all of its problems show at once.</summary>
internal sealed class TokenClientValidator(string contentRoot, ICollection<ConfigurationProblem> problems)
{
    /// <summary>What an <c>AccessToken</c> transform says where a route goes out without a token.</summary>
    public const string NoClient = "none";

    private static readonly string[] AuthenticationMethods = ["client_secret_basic", "client_secret_post"];

    private static readonly string[] ReservedParameters =
        ["grant_type", "scope", "resource", "client_id", "client_secret", "client_assertion", "client_assertion_type"];

    /// <summary>The clients without a problem; the problems of the others are in the collection.</summary>
    public IReadOnlyDictionary<string, TokenClientSettings> Check(IReadOnlyDictionary<string, TokenClientOptions> clients) => clients
        .Select(client => Check(client.Key, client.Value))
        .OfType<TokenClientSettings>()
        .ToDictionary(client => client.Name, StringComparer.OrdinalIgnoreCase);

    private TokenClientSettings? Check(string name, TokenClientOptions options)
    {
        var path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{name}";
        var found = problems.Count;
        if (name.Equals(NoClient, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add(new(path, $"'{NoClient}' is what a route without a token says.", "another name."));
        }
        var endpoint = CheckEndpoint($"{path}:{nameof(options.TokenEndpoint)}", options.TokenEndpoint);
        CheckClientId($"{path}:{nameof(options.ClientId)}", options.ClientId);
        CheckAuthentication($"{path}:{nameof(options.ClientAuthentication)}", options.ClientAuthentication);
        CheckParameters($"{path}:{nameof(options.Parameters)}", options.Parameters);
        CheckTimes(path, options);
        var secret = new SecretReference($"{path}:{nameof(options.ClientSecret)}", options.ClientSecret, options.ClientSecretFile).Read(contentRoot, problems);
        return problems.Count == found
            ? new TokenClientSettings(name, endpoint!, options.ClientId!, options.ClientAuthentication, secret!, options)
            : null;
    }

    private Uri? CheckEndpoint(string path, string? value)
    {
        const string example = "\"https://sso.example.com/as/token.oauth2\".";
        if (string.IsNullOrEmpty(value))
        {
            problems.Add(new(path, "is missing.", example));
            return null;
        }
        if (!Uri.TryCreate(value, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            problems.Add(new(path, $"'{value}' is not an absolute http or https address.", example));
            return null;
        }
        if (endpoint.UserInfo.Length > 0 || endpoint.Fragment.Length > 0)
        {
            problems.Add(new(path, "carries a user name or a fragment, which RFC 6749 §3.2 has no place for.", example));
        }
        if (endpoint.Scheme == "http" && !IsLoopback(endpoint))
        {
            problems.Add(new(path, $"'{value}' would send the client secret unencrypted.", "https; http is for loopback only."));
        }
        return endpoint;
    }

    private static bool IsLoopback(Uri endpoint) =>
        endpoint.IsLoopback || (IPAddress.TryParse(endpoint.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private void CheckClientId(string path, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            problems.Add(new(path, "is missing.", "the client_id that the authorization server's administrator registered."));
        }
        else if (value.Any(character => character is < ' ' or > '~'))
        {
            problems.Add(new(path, "holds a character outside printable ASCII (RFC 6749 appendix A.1).", "the client_id exactly as it was registered."));
        }
    }

    private void CheckAuthentication(string path, string value)
    {
        if (!AuthenticationMethods.Contains(value, StringComparer.Ordinal))
        {
            problems.Add(new(path, $"'{value}' is not a client authentication method.", $"one of {string.Join(", ", AuthenticationMethods)}."));
        }
    }

    private void CheckParameters(string path, Dictionary<string, string> parameters)
    {
        foreach (var name in parameters.Keys.Where(name => ReservedParameters.Contains(name, StringComparer.Ordinal)))
        {
            problems.Add(new($"{path}:{name}", "is a parameter that the gateway sets itself.", "remove it."));
        }
    }

    private void CheckTimes(string path, TokenClientOptions options)
    {
        CheckRange(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        CheckRange(nameof(options.AttemptTimeout), options.AttemptTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        CheckRange(nameof(options.TotalTimeout), options.TotalTimeout, options.AttemptTimeout, TimeSpan.FromMinutes(5));
        CheckRange(nameof(options.WaitTimeout), options.WaitTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        CheckRange(nameof(options.DefaultLifetime), options.DefaultLifetime, TimeSpan.FromSeconds(1), options.MaximumLifetime);
        CheckRange(nameof(options.MaximumLifetime), options.MaximumLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        CheckRange(nameof(options.ExpirySkew), options.ExpirySkew, TimeSpan.Zero, TimeSpan.FromHours(1));
        CheckRange(nameof(options.Retries), options.Retries, 0, 10);

        void CheckRange<T>(string key, T value, T least, T most) where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                problems.Add(new($"{path}:{key}", $"{value} is out of range.", $"a value from {least} to {most}."));
            }
        }
    }
}
