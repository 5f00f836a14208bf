namespace CiamGateway.Configuration;

/// <summary>Reads what a client's authentication method takes, and refuses what it does not.</summary>
internal static class ClientCredentialReader
{
    private static readonly Dictionary<string, Func<string, TokenClientOptions, ConfigurationReading, ClientCredential?>> Methods = new(StringComparer.Ordinal)
    {
        ["client_secret_basic"] = (path, options, reading) => Secret(path, options, reading) is { } secret
            ? new ClientCredential(options.ClientAuthentication) { Secret = secret } : null,
        ["client_secret_post"] = (path, options, reading) => Secret(path, options, reading) is { } secret
            ? new ClientCredential(options.ClientAuthentication) { Secret = secret } : null,
        ["client_secret_jwt"] = (path, options, reading) => Secret(path, options, reading) is { } secret
            && SigningKeyReader.FromSecret(path, secret, options, reading) is { } key
            ? new ClientCredential(options.ClientAuthentication) { Secret = secret, SigningKey = key } : null,
        ["private_key_jwt"] = (path, options, reading) => new SecretReference($"{path}:{nameof(options.PrivateKey)}", options.PrivateKey, options.PrivateKeyFile).Read(reading) is { } privateKey
            && SigningKeyReader.FromPrivateKey(path, privateKey, options, reading) is { } key
            ? new ClientCredential(options.ClientAuthentication) { SigningKey = key } : null,
        ["tls_client_auth"] = (path, options, reading) => ClientCertificate.Read(path, options, reading) is { } certificate
            ? new ClientCredential(options.ClientAuthentication) { Certificate = certificate } : null,
    };

    public static ClientCredential? Read(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        if (Methods.TryGetValue(options.ClientAuthentication, out var read))
        {
            return read(path, options, reading);
        }
        var cure = NearestName.Of(options.ClientAuthentication, Methods.Keys) is { } nearest ? $"'{nearest}'." : $"one of {string.Join(", ", Methods.Keys)}.";
        reading.Report($"{path}:{nameof(options.ClientAuthentication)}", $"'{options.ClientAuthentication}' is not a client authentication method.", cure);
        return null;
    }

    private static Secret? Secret(string path, TokenClientOptions options, ConfigurationReading reading) =>
        new SecretReference($"{path}:{nameof(options.ClientSecret)}", options.ClientSecret, options.ClientSecretFile).Read(reading);
}
