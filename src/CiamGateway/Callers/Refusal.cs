namespace CiamGateway.Callers;

/// <summary>Why a request is refused: a word for the metric and a sentence for the log. The caller is told neither.</summary>
internal sealed record Refusal(string Reason, string Explanation)
{
    public static readonly Refusal Missing = new("missing", "it presents no credential, and the route is not for anonymous callers");
    public static readonly Refusal Malformed = new("malformed", "its credential is not of the form that HTTP wants, or is given twice");
    public static readonly Refusal ApiKey = new("api_key", "its X-Api-Key is no caller's");
    public static readonly Refusal Password = new("password", "its user name and password are no caller's");
    public static readonly Refusal Certificate = new("certificate", "its client certificate is no caller's, is not valid now, or was not issued by the caller's authority");
    public static readonly Refusal Network = new("network", "its credential is right, but its address is in none of the caller's networks");
    public static readonly Refusal Conflict = new("conflict", "its credentials name different callers");
    public static readonly Refusal NotAdmitted = new("not_admitted", "the route's policy does not name the caller");

    /// <summary>Too many wrong passwords; the way out is to wait.</summary>
    public static Refusal Throttled(TimeSpan wait) => new("throttled", "too many wrong passwords came before it") { RetryAfter = wait };

    public TimeSpan? RetryAfter { get; private init; }
}
