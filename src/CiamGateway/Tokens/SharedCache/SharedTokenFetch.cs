using System.Security.Cryptography;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>
/// One slot's way to a token: the one that another replica got; otherwise its own token request, while the others wait for it; whatever is
/// wrong with Redis, its own token request.
/// </summary>
/// <remarks>
/// Files that name the subject of a token may change at any moment: a token for other subjects is not taken and not shared.
/// </remarks>
/// <param name="subjects">For which subjects the entry's tokens are: <see cref="TokenFiles.Subjects"/>.</param>
internal sealed class SharedTokenFetch(
    SharedEntry entry,
    string subjects,
    RedisStore store,
    TokenEndpoint endpoint,
    GatewayMetrics metrics,
    TimeProvider clock
)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>What the fetch before this one still has to tell the others.</summary>
    private volatile Task _publishing = Task.CompletedTask;

    public RedisStore Store => store;

    /// <summary>Whether the files still name the subjects that the entry is for.</summary>
    private bool IsForSubjectsNow => endpoint.Client.Files.Subjects == subjects;

    /// <inheritdoc cref="TokenFetch"/>
    public async Task<TokenResult> FetchAsync(TokenRequest request, FetchContext context, CancellationToken cancellationToken)
    {
        var found = await FindAsync(context, cancellationToken);
        if (found.IsNews && IsForSubjectsNow)
        {
            _publishing = ReleaseAsync(found);
            return found.Token!;
        }
        try
        {
            var result = await endpoint.RequestAsync(request, context, cancellationToken);
            if (result.Succeeded)
            {
                var token = result.Token.InOrder(OrderAfter(context.Held, found.Token));
                _publishing = token.Subjects == subjects ? PublishAsync(token, found) : ReleaseAsync(found);
                return token;
            }
            _publishing = ReleaseAsync(found);
            return found.Token is { } last && IsNewer(last, context) && IsForSubjectsNow ? last : result;
        }
        catch
        {
            _publishing = ReleaseAsync(found);
            throw;
        }
    }

    /// <summary>
    /// Looks for a token of another replica, and takes the lock where there is none. While another replica has it, looks again for as
    /// long as that is better than to send a token request, too.
    /// </summary>
    private async Task<Found> FindAsync(FetchContext context, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var found = await LookAsync(holder: null, context, cancellationToken);
        while (found.IsOpen)
        {
            var publishing = _publishing is { IsCompleted: false } own ? own : null;
            found = await LookAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), context, cancellationToken);
            if (!found.IsOpen || !IsForSubjectsNow || clock.GetElapsedTime(started) >= Patience(context))
            {
                break;
            }
            await PauseAsync(publishing, cancellationToken);
        }
        if (!found.IsFault)
        {
            metrics.SharedCacheUsed("read", found.Outcome);
        }
        return found;
    }

    /// <param name="holder">As whom to take the lock; none to look only.</param>
    private async Task<Found> LookAsync(string? holder, FetchContext context, CancellationToken cancellationToken)
    {
        var read = ClockReading.Now(clock);
        var stored = holder is null
            ? await store.ReadAsync(entry.Name, cancellationToken)
            : await store.LockAsync(entry.Name, holder, cancellationToken);
        if (stored is null)
        {
            return new Found(null, "", IsNews: false, IsFault: true, holder);
        }
        var (token, outcome) = entry.Open(stored, read);
        var isNews = token is { Lifetime.Phase: TokenPhase.Fresh or TokenPhase.Due } && context.TakesShared && IsNewer(token, context);
        return new Found(token, isNews || token is null ? outcome : "miss", isNews, IsFault: false, stored.IsLocked ? holder : null);
    }

    /// <param name="publishing">Where it may have been our own lock, not given back when we looked: no longer than that takes.</param>
    private async Task PauseAsync(Task? publishing, CancellationToken cancellationToken)
    {
        var pause = Task.Delay(PollInterval, clock, cancellationToken);
        await (publishing is null ? pause : await Task.WhenAny(publishing, pause));
    }

    /// <summary>While the current token serves, no call waits, so the lock may expire.</summary>
    private TimeSpan Patience(FetchContext context)
    {
        if (!context.IsAhead)
        {
            return store.Settings.PollTimeout;
        }
        var untilLastPart = context.Held?.Lifetime.UntilLastPart ?? TimeSpan.Zero;
        return untilLastPart < store.Settings.LockLease ? untilLastPart : store.Settings.LockLease;
    }

    /// <summary>
    /// One that is over leaves no choice; otherwise only what was asked for later is better, by an order that no clock can turn round.
    /// </summary>
    private static bool IsNewer(AccessToken shared, FetchContext context) =>
        context.Held is not { } held
        || (
            shared.AuthorizationHeader != held.AuthorizationHeader && (shared.Order > held.Order || held.Lifetime.Phase is TokenPhase.Over)
        );

    /// <summary>The time, or where some replica's clock is ahead of ours just after its token: a hybrid logical clock.</summary>
    private long OrderAfter(AccessToken? held, AccessToken? shared) =>
        Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), Math.Max(held?.Order ?? 0, shared?.Order ?? 0) + 1);

    /// <summary>No call waits for this. A newer entry stays, also one that was written in between.</summary>
    private async Task PublishAsync(AccessToken token, Found found)
    {
        var read = ClockReading.Now(clock);
        var remaining = token.Lifetime.Remaining;
        if (remaining > TimeSpan.Zero && await store.ReadAsync(entry.Name, CancellationToken.None) is { } before)
        {
            var (there, outcome) = entry.Open(before, read);
            if (there is null || there.Order < token.Order)
            {
                // What cannot be read, and may be of any length, is not compared.
                await store.ReplaceAsync(
                    entry.Name,
                    outcome == SharedEntry.Unreadable ? null : before.Content,
                    entry.Seal(token),
                    remaining
                );
            }
        }
        await ReleaseAsync(found);
    }

    private Task ReleaseAsync(Found found) => found.Lock is { } holder ? store.ReleaseAsync(entry.Name, holder) : Task.CompletedTask;

    /// <summary>What a look at the store came to.</summary>
    /// <param name="Token">A token that lives.</param>
    /// <param name="IsNews">Whether that one will do.</param>
    /// <param name="Lock">As whom we have the lock, or may have it.</param>
    private sealed record Found(AccessToken? Token, string Outcome, bool IsNews, bool IsFault, string? Lock)
    {
        /// <summary>Whether to look again: another replica has the lock and has stored no newer token.</summary>
        public bool IsOpen => !IsNews && !IsFault && Lock is null;
    }
}
