using System.Net;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using StackExchange.Redis;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>The rules for the cache that replicas share.</summary>
internal static class TokenCacheValidator
{
    private const string Path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenCache)}";
    private const string Fix = $"write {Example}";
    private const string Example = "\"redis.example.com:6380,ssl=true,user=ciam-gateway\", with the password in RedisPasswordFile.";

    /// <returns>Null if tokens are kept in memory only, or where there are problems.</returns>
    public static TokenCacheSettings? Check(TokenCacheOptions options, ConfigurationReading reading)
    {
        var (problemsBefore, contentsBefore) = (reading.Problems.Count, reading.Contents.Count);
        CheckRanges(options, reading);
        var redis = new SecretReference($"{Path}:{nameof(options.Redis)}", options.Redis, options.RedisFile) { IsConnectionString = true };
        var password = new SecretReference($"{Path}:{nameof(options.RedisPassword)}", options.RedisPassword, options.RedisPasswordFile);
        if (!redis.IsGiven)
        {
            RefuseWithoutRedis(options, reading);
            return null;
        }
        var passwordValue = password.IsGiven ? password.Read(reading) : null;
        var trusted = PemCertificates.ReadOptional(
            CertificateUsage.TrustedRedis,
            $"{Path}:{nameof(options.RedisTrustedCertificatesFile)}",
            options.RedisTrustedCertificatesFile,
            reading
        );
        if (redis.Read(reading) is not { } text || Parse(redis.GivenPath, text, reading) is not { } parsed)
        {
            return null;
        }
        CheckTransport(redis.GivenPath, parsed, password, trusted is not null, reading);
        return reading.Problems.Count > problemsBefore
            ? null
            : new TokenCacheSettings(
                text,
                string.Join(", ", parsed.EndPoints.Select(Show)),
                options.KeyPrefix,
                options.ConnectTimeout,
                options.OperationTimeout,
                options.LockLease,
                options.PollTimeout
            )
            {
                Password = passwordValue,
                TrustedCertificates = trusted,
                ConnectionLifetime = options.ConnectionLifetime,
                Fingerprint = Fingerprint.Of(
                    options,
                    GatewayOptionsJsonContext.Default.TokenCacheOptions,
                    reading.Contents.Skip(contentsBefore)
                ),
            };
    }

    private static void CheckRanges(TokenCacheOptions options, ConfigurationReading reading)
    {
        OptionRanges.Check(Path, options, GatewayOptionsJsonContext.Default.TokenCacheOptions, reading);
        if (options.KeyPrefix.Length is 0 or > 100 || options.KeyPrefix.Any(character => character is <= ' ' or > '~'))
        {
            reading.Report(
                $"{Path}:{nameof(options.KeyPrefix)}",
                "is not 1 to 100 characters of printable ASCII without a space.",
                "write \"ciam-gateway\"."
            );
        }
    }

    private static void RefuseWithoutRedis(TokenCacheOptions options, ConfigurationReading reading)
    {
        (string Key, string? Value)[] details =
        [
            (nameof(options.RedisPassword), options.RedisPassword),
            (nameof(options.RedisPasswordFile), options.RedisPasswordFile),
            (nameof(options.RedisTrustedCertificatesFile), options.RedisTrustedCertificatesFile),
        ];
        foreach (var (key, _) in details.Where(detail => !string.IsNullOrEmpty(detail.Value)))
        {
            reading.Report($"{Path}:{key}", "is given without Redis.", $"remove it, or set {Path}:{nameof(options.Redis)} to {Example}");
        }
    }

    /// <summary>The library's own message is not shown: it may quote text beside a password.</summary>
    private static ConfigurationOptions? Parse(string path, Secret text, ConfigurationReading reading)
    {
        if (text.Reveal().Contains("://", StringComparison.Ordinal))
        {
            reading.Report(path, "is a URL (its text is not shown here, since it may hold a password).", Fix);
            return null;
        }
        try
        {
            var parsed = ConfigurationOptions.Parse(text.Reveal());
            if (parsed.EndPoints.Any(HasMoreThanHost))
            {
                reading.Report(
                    path,
                    "names a server otherwise than by host and port (its text is not shown here, since it may hold a password).",
                    Fix
                );
                return null;
            }
            if (parsed.EndPoints.Count > 0)
            {
                return parsed;
            }
            reading.Report(path, "names no server.", Fix);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            reading.Report(
                path,
                "is not a configuration string of StackExchange.Redis (its text is not shown here, since it may hold a password).",
                Fix
            );
        }
        return null;
    }

    private static void CheckTransport(
        string path,
        ConfigurationOptions parsed,
        SecretReference password,
        bool hasAuthorities,
        ConfigurationReading reading
    )
    {
        if (password.IsGiven && !string.IsNullOrEmpty(parsed.Password))
        {
            reading.Report(password.GivenPath, "is given beside a password in the configuration string.", "keep one of them.");
        }
        if (hasAuthorities && !parsed.Ssl)
        {
            reading.Report(path, "has no ssl=true, which RedisTrustedCertificatesFile is for.", Fix);
        }
        if (!parsed.Ssl && (password.IsGiven || !string.IsNullOrEmpty(parsed.Password)) && !parsed.EndPoints.All(IsLoopback))
        {
            reading.Warn(path, "sends the password to Redis unencrypted.", "add ssl=true.");
        }
    }

    /// <summary>Whether the library took user and password, or a path, for a part of the host name.</summary>
    private static bool HasMoreThanHost(EndPoint endpoint) =>
        endpoint is DnsEndPoint { Host: var host } && host.AsSpan().ContainsAny("@/? ");

    private static bool IsLoopback(EndPoint endpoint) =>
        endpoint switch
        {
            IPEndPoint address => IPAddress.IsLoopback(address.Address),
            DnsEndPoint name => name.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase),
            _ => true,
        };

    private static string Show(EndPoint endpoint) => endpoint is DnsEndPoint name ? $"{name.Host}:{name.Port}" : endpoint.ToString()!;
}
