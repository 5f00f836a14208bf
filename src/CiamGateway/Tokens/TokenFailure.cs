namespace CiamGateway.Tokens;

/// <summary>Why a token could not be had.</summary>
/// <param name="Detail">A sentence that may be shown to a caller: no secret, no token, nothing that only operators may know.</param>
/// <param name="RetryAfter">When it is worth trying again; none where only a change of configuration helps.</param>
internal sealed record TokenFailure(TokenFailureKind Kind, string Detail, TimeSpan? RetryAfter = null);

internal enum TokenFailureKind
{
    /// <summary>The authorization server is down, slow or refusing for now.</summary>
    Unavailable,

    /// <summary>The authorization server says no, and will until somebody changes something.</summary>
    Refused,

    /// <summary>The wait for a token ran out while it was still being asked for.</summary>
    TimedOut,
}
