using StackExchange.Redis;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>What is wrong with Redis, in words that quote nothing which the server or the library says, and what to do about it.</summary>
/// <param name="Outcome">The metric's word.</param>
internal sealed record RedisFault(string Outcome, string Words, string Cure)
{
    public static readonly RedisFault Unreachable = new("unreachable", "cannot be reached", "Restore it or the network on the way, or correct its address, and ssl where it wants TLS.");
    public static readonly RedisFault Slow = new("timeout", "does not answer in time", "Look at its load and the network on the way, or raise OperationTimeout.");

    /// <summary>Error codes of Redis, Valkey and their kin: the first word of an answer that is an error.</summary>
    private static readonly RedisFault[] Known =
    [
        new("NOAUTH", "wants a password", "Set RedisPasswordFile."),
        new("WRONGPASS", "refuses the user or its password", "Correct user in the configuration string, and RedisPasswordFile."),
        new("NOPERM", "does not permit the user what is needed", "Permit it get, getrange, pttl, set, setex, psetex, exists, unlink, watch, unwatch, multi and exec on the keys that begin with KeyPrefix."),
        new("READONLY", "is a replica, which takes no writes", "Name the primary, or Sentinel and its serviceName."),
        new("OOM", "has no memory left", "Raise its maxmemory, or set an eviction policy."),
        new("LOADING", "is still loading its data", "Wait until it has."),
        new("MISCONF", "takes no writes since it cannot save to its disk", "Give it disk space."),
        new("MASTERDOWN", "is a replica without its primary", "Restore the primary."),
        new("CLUSTERDOWN", "is a cluster with a part missing", "Restore that part."),
        new("EXECABORT", "refuses to write", "Look at its log and its memory."),
    ];

    /// <summary>Whether it answers at all.</summary>
    public bool IsConnected => Outcome is not ("unreachable" or "timeout");

    public static RedisFault Of(Exception? exception) => exception switch
    {
        TimeoutException => Slow,
        not null when Of(exception.ToString()) is { } known => known,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => Of("WRONGPASS")!,
        RedisConnectionException when exception.Message.Contains("not eligible for replica", StringComparison.Ordinal) => Of("READONLY")!,
        RedisServerException => new("error", "answers with an error", "Look at its log."),
        _ => Unreachable,
    };

    /// <summary>What the text of an error says by its code, wherever that stands in it.</summary>
    private static RedisFault? Of(string text) =>
        Known.FirstOrDefault(known => text.Contains(known.Outcome, StringComparison.Ordinal)) is { } found ? found with { Outcome = "error" } : null;
}
