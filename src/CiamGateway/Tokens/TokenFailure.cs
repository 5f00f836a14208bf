namespace CiamGateway.Tokens;

/// <summary>Why there is no access token.</summary>
/// <param name="Detail">A sentence that may be shown to a caller: no secret, no token, nothing that only operators may know.</param>
/// <param name="RetryAfter">When it is worth trying again; null if only a change of configuration helps.</param>
internal sealed record TokenFailure(TokenFailureKind Kind, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>The time between two token requests that the authorization server refuses while calls fail.</summary>
    public static readonly TimeSpan LeastPauseAfterRefusal = TimeSpan.FromSeconds(5);

    private const string Mark = " Fix: ";

    /// <summary>How long the server is left alone even while calls fail, besides the second between two attempts at its endpoint.</summary>
    public TimeSpan LeastPause { get; init; }

    /// <summary>Whether the server asked only this client to wait (429): a token for another client does not end the wait.</summary>
    public bool IsOfClient { get; init; }

    /// <summary>The detail without what to do about it.</summary>
    public string Cause => Detail.Split(Mark, 2)[0];

    /// <summary>What to do about it, as the detail says it: an imperative with bare keys. Null if the detail names nothing.</summary>
    public string? Advice => Detail.Split(Mark, 2) is [_, var fix] ? fix : null;

    /// <returns>The detail with a further sentence about the cause.</returns>
    public static string WithCause(string detail, string sentence) =>
        detail.Split(Mark, 2) is [var cause, var fix] ? $"{cause} {sentence}{Mark}{fix}" : $"{detail} {sentence}";

    public static readonly TokenFailure OverOnArrival = new(
        TokenFailureKind.Unavailable,
        "The access token was over when it arrived: asking for it took longer than it lives."
    );
    public static readonly TokenFailure OverWhenTaken = OverOnArrival with { RetryAfter = TimeSpan.FromSeconds(1) };
    public static readonly TokenFailure RejectedAllTheSame = new(
        TokenFailureKind.Unavailable,
        "The API rejects the access token, which was renewed a moment ago or cannot be renewed at the moment."
    );
    public static readonly TokenFailure Stopping = new(
        TokenFailureKind.Unavailable,
        "The gateway is stopping, or no longer has this token client."
    );
    public static readonly TokenFailure Defect = new(
        TokenFailureKind.Unavailable,
        "The token request failed inside the gateway; its log names the cause."
    );

    public static TokenFailure TimedOut(TimeSpan wait) =>
        new(TokenFailureKind.TimedOut, $"No access token came within {wait.TotalSeconds} s.", TimeSpan.FromSeconds(1));
}

internal enum TokenFailureKind
{
    /// <summary>The authorization server is down or slow, or refuses at the moment.</summary>
    Unavailable,

    /// <summary>The authorization server refuses, and will refuse until its configuration or the gateway's is changed.</summary>
    Refused,

    /// <summary>The wait for a token ran out while it was still being asked for.</summary>
    TimedOut,
}
