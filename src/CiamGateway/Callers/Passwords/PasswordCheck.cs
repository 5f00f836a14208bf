using System.Net;

namespace CiamGateway.Callers.Passwords;

/// <summary>
/// A check that waits or runs. A request with the same name and password from the same address shares its result.
/// </summary>
/// <param name="place">How many checks of the same address waited when this one came.</param>
/// <param name="number">Counts the checks.</param>
internal sealed class PasswordCheck(PasswordAttempt attempt, int place, long number)
{
    private const double HighestLevel = 1000;

    private readonly TaskCompletionSource<PasswordResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PasswordAttempt Attempt => attempt;

    public Task<PasswordResult> Result => _result.Task;

    public object Key { get; } = KeyOf(attempt);

    /// <summary>
    /// Whether it waits in the lane of strangers: the password was not right before, and no caller's network contains the address.
    /// </summary>
    public bool IsOfStranger { get; } = !attempt.WasRight && attempt.Network is null;

    public static object KeyOf(PasswordAttempt attempt) => new Identity(attempt.Site, attempt.Fingerprint, attempt.Directory);

    /// <returns>The check with the lowest value runs first.</returns>
    public (int Lane, double Level, long Number) OrderIn(PasswordThrottle throttle) =>
        (
            attempt.WasRight ? 0
            : IsOfStranger ? 2
            : 1,
            attempt.WasRight ? 0 : Math.Min(HighestLevel, throttle.LevelOf(attempt.Source)) + place,
            number
        );

    public void End(PasswordResult result) => _result.TrySetResult(result);

    public void Fail(Exception exception) => _result.TrySetException(exception);

    private sealed record Identity(IPAddress Site, UInt128 Fingerprint, CallerDirectory Directory);
}

/// <param name="Password">Null if it was not right.</param>
internal readonly record struct PasswordResult(Identification Identification, RememberedPassword? Password)
{
    public static implicit operator PasswordResult(Refusal refusal) => new(refusal, null);
}
