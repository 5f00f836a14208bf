using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CiamGateway.Compatibility;
using CiamGateway.Telemetry;
using StackExchange.Redis;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>What is wrong with Redis, in words that quote nothing which the server or the library says, and what to do about it.</summary>
/// <param name="Outcome">The metric's word.</param>
internal sealed record RedisFault(string Outcome, string Message, string Fix)
{
    private const string Section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenCache)}";
    private const string PasswordFile = $"{Section}:{nameof(TokenCacheOptions.RedisPasswordFile)}";

    public static readonly RedisFault Unreachable = new(
        "unreachable",
        "cannot be reached",
        "restore it or the network on the way, or correct its address in "
            + $"{Section}:{nameof(TokenCacheOptions.Redis)}, and add ssl=true if it requires TLS."
    );
    public static readonly RedisFault Slow = new(
        "timeout",
        "does not answer in time",
        "look at its load and the network on the way, or raise " + $"{Section}:{nameof(TokenCacheOptions.OperationTimeout)}."
    );

    private static readonly Dictionary<string, RedisFault> ByErrorCode = new()
    {
        ["NOAUTH"] = new("error", "requires a password", $"set {PasswordFile}."),
        ["WRONGPASS"] = new(
            "error",
            "refuses the user or its password",
            $"write the password that Redis has now into the file of {PasswordFile}, which is read again when it changes, "
                + $"or correct user in {Section}:{nameof(TokenCacheOptions.Redis)}."
        ),
        ["NOPERM"] = new(
            "error",
            "does not permit the user what is needed",
            "permit it get, getrange, pttl, set, setex, psetex, exists, unlink, watch, unwatch, "
                + $"multi and exec on the keys that begin with {Section}:{nameof(TokenCacheOptions.KeyPrefix)}."
        ),
        ["READONLY"] = new(
            "error",
            "is a replica, which takes no writes",
            $"name the primary in {Section}:{nameof(TokenCacheOptions.Redis)}, or Sentinel and its serviceName."
        ),
        ["OOM"] = new("error", "has no memory left", "raise its maxmemory, or set an eviction policy."),
        ["LOADING"] = new("error", "is still loading its data", "wait until it has."),
        ["MISCONF"] = new("error", "takes no writes since it cannot save to its disk", "give it disk space."),
        ["MASTERDOWN"] = new("error", "is a replica without its primary", "restore the primary."),
        ["CLUSTERDOWN"] = new("error", "is a cluster with a part missing", "restore that part."),
        ["EXECABORT"] = new("error", "refuses to write", "look at its log and its memory."),
    };

    /// <summary>Whether it answers.</summary>
    public bool IsConnected => Outcome is not ("unreachable" or "timeout");

    public static RedisFault Of(Exception? exception) =>
        exception switch
        {
            TimeoutException => Slow,
            not null when HandshakeIn(exception) is { } handshake => OfHandshake(TlsFault.OfHandshake(handshake)),
            not null when RedisMessages.ErrorCode(exception) is { } code => ByErrorCode[code],
            RedisServerException => new("error", "answers with an error", "look at its log."),
            _ => Unreachable,
        };

    public static RedisFault OfLookup(HostLookupTimeoutException lookup)
    {
        var fault = NetworkFault.Of(lookup);
        return Unreachable with { Message = fault.Message, Fix = fault.Fix };
    }

    /// <summary>Why the certificate of Redis is not accepted.</summary>
    public static RedisFault OfCertificate(SslPolicyErrors errors, X509Chain? chain)
    {
        var statuses = (chain?.ChainStatus ?? []).Select(status => status.Status.ToString()).Distinct();
        var isOfName = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
        var causes = isOfName ? errors.ToString() : string.Join(", ", statuses.DefaultIfEmpty(errors.ToString()));
        return OfHandshake(TlsFault.OfHandshake(new AuthenticationException($"The remote certificate is invalid: {causes}")));
    }

    /// <returns>What a TLS handshake failed with; null if none failed.</returns>
    private static AuthenticationException? HandshakeIn(Exception? exception) =>
        exception switch
        {
            null or AuthenticationException => (AuthenticationException?)exception,
            AggregateException several => several.InnerExceptions.Select(HandshakeIn).FirstOrDefault(found => found is not null),
            _ => HandshakeIn(exception.InnerException),
        };

    private static RedisFault OfHandshake(NetworkFault fault) =>
        new(
            Unreachable.Outcome,
            fault.Message,
            fault
                .Fix.Replace(
                    "TrustedCertificatesFile",
                    $"{Section}:{nameof(TokenCacheOptions.RedisTrustedCertificatesFile)}",
                    StringComparison.Ordinal
                )
                .Replace("the address", $"{Section}:{nameof(TokenCacheOptions.Redis)}", StringComparison.Ordinal)
        );
}
