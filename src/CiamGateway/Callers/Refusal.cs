namespace CiamGateway.Callers;

/// <summary>
/// Why a request is refused: a word for the metric, and for the log the cause and what to do about it. The caller receives none of them.
/// </summary>
internal sealed record Refusal(string Reason, string Message, string Fix)
{
    public static readonly Refusal Missing = new(
        "missing",
        "it presents no credential, and the route is not for anonymous callers",
        "have the application send one, or set Gateway:AnonymousCallers"
    );
    public static readonly Refusal Malformed = new(
        "malformed",
        "its credential does not have the form that HTTP requires, or is given twice",
        "correct what the application sends"
    );
    public static readonly Refusal ApiKey = new(
        "api_key",
        "its X-Api-Key belongs to no caller",
        "correct the key that the application sends, or add its hash to Gateway:Callers:NAME:ApiKeys " + "(ciam-gateway new-key makes both)"
    );
    public static readonly Refusal Password = new(
        "password",
        "its user name and password belong to no caller",
        "correct what the application sends: the caller's name and a password whose hash is in Gateway:Callers:NAME:Passwords"
    );
    public static readonly Refusal Certificate = new(
        "certificate",
        "its client certificate belongs to no caller, is not valid now, or was not issued by the caller's authority",
        "check its validity, and Gateway:Callers:NAME:Certificates"
    );
    public static readonly Refusal Network = new(
        "network",
        "its credential is right, but its address is in none of the caller's networks",
        "add the address to Gateway:Callers:NAME:Networks, or the proxy that it came through to Gateway:TrustedProxies"
    );
    public static readonly Refusal Conflict = new(
        "conflict",
        "its credentials name different callers",
        "have the application send those of one caller"
    );
    public static readonly Refusal NotAdmitted = new(
        "not_admitted",
        "the route's policy does not name the caller",
        "to give it access, add its name to Gateway:AccessPolicies:NAME:Callers of the route's policy"
    );

    /// <param name="caller">The caller whose credential was right.</param>
    public static Refusal OutsideNetworksOf(string caller) =>
        Network with
        {
            Fix = $"add the address to Gateway:Callers:{caller}:Networks, or the proxy that it came through to Gateway:TrustedProxies",
        };

    public static Refusal NotAdmittedBy(string policy, string caller) =>
        NotAdmitted with
        {
            Fix = $"to give it access, add '{caller}' to Gateway:AccessPolicies:{policy}:Callers",
        };

    /// <summary>Too many passwords wait to be checked, which is not the caller's fault.</summary>
    public static readonly Refusal Overloaded = new(
        "overloaded",
        "too many passwords wait to be checked",
        "give the gateway more processors, or give callers API keys, which cost less to check"
    )
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>Too many wrong passwords; the way out is to wait.</summary>
    public static Refusal Throttled(TimeSpan wait) =>
        new(
            "throttled",
            "too many wrong passwords came before it",
            FormattableString.Invariant(
                $"correct the password that the application sends; the gateway checks the next one in {Math.Ceiling(wait.TotalSeconds)} s"
            )
        )
        {
            RetryAfter = wait,
        };

    public TimeSpan? RetryAfter { get; private init; }
}
