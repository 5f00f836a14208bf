using System.Net.Security;
using CiamGateway.Configuration.Secrets;
using StackExchange.Redis;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>How the gateway talks to Redis: as the configuration string says, but never in a request's way.</summary>
internal static class RedisOptions
{
    private const int FirstReconnect = 250;
    private const int LatestReconnect = 5000;

    /// <summary>The library gives up a connection on which it received nothing for four of these, while commands wait.</summary>
    private const int LongestSilence = 1000;

    /// <summary>After so many seconds without a command the library sends one, to find out whether the server is still there.</summary>
    private const int KeepAlive = 10;

    /// <param name="settings">Where Redis is.</param>
    /// <param name="refused">
    /// Told of a certificate that is not accepted: what the library fails with then does not tell so in every case.
    /// </param>
    public static ConfigurationOptions Create(TokenCacheSettings settings, Action<RedisFault> refused)
    {
        var options = ConfigurationOptions.Parse(settings.Redis.Reveal());
        // A caller that waits for the first connection gets the reason of its failure. The library's own attempts keep that reason.
        options.AbortOnConnectFail = true;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new ExponentialRetry(FirstReconnect, LatestReconnect);
        options.IncludeDetailInExceptions = false;
        options.AsyncTimeout = Math.Min(options.AsyncTimeout, LongestSilence);
        options.KeepAlive = Math.Min(options.KeepAlive, KeepAlive);
        // Keys of the library's own, which a user of Redis that may touch only our keys could not read.
        options.TieBreaker = "";
        options.ConfigurationChannel = "";
        options.ClientName ??= "ciam-gateway";
        options.Password = settings.Password?.Reveal() ?? options.Password;
        options.CertificateValidation += (_, _, chain, errors) =>
        {
            if (errors is not SslPolicyErrors.None)
            {
                refused(RedisFault.OfCertificate(errors, chain));
            }
            return errors is SslPolicyErrors.None;
        };
        if (settings.TrustedCertificates is { } trusted)
        {
            options.SslClientAuthenticationOptions = host => new SslClientAuthenticationOptions
            {
                TargetHost = options.SslHost ?? host,
                CertificateChainPolicy = TrustedCertificates.Policy(trusted),
            };
        }
        return options;
    }
}
