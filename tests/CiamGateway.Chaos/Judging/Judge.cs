using System.Collections.Concurrent;
using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Load;
using CiamGateway.Chaos.Run;

namespace CiamGateway.Chaos.Judging;

/// <summary>Judges every call by what its caller, the API and the authorization server saw.</summary>
/// <param name="heldUp">The time that the machine took from calls to a replica, by its name, in an interval.</param>
/// <param name="tokensSince">From when on a replica, by its name, keeps the tokens that it was granted.</param>
internal sealed class Judge(Timeline timeline, Func<string, TimeSpan, TimeSpan, TimeSpan> heldUp, Func<string, TimeSpan> tokensSince)
{
    /// <summary>What the gateway may add to a call, beside what the machine is measured to hold processes up.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    /// <summary>What happens shortly after a call is known then.</summary>
    private static readonly TimeSpan Hindsight = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Call> _ended = [];

    public ConcurrentQueue<Violation> Violations { get; } = [];

    public ConcurrentQueue<FailedCall> Failures { get; } = [];

    public Waits Waits { get; } = new();

    /// <summary>Calls that succeeded.</summary>
    public long Succeeded { get; private set; }

    public void Add(Call call) => _ended.Enqueue(call);

    public void Add(string promise, string text, Call? call = null) => Violations.Enqueue(new Violation(RunClock.Now, promise, text, call));

    /// <summary>Judges the calls that ended a moment ago.</summary>
    public void JudgeEnded()
    {
        while (_ended.TryPeek(out var call) && call.End < RunClock.Now - Hindsight && _ended.TryDequeue(out call))
        {
            OpenCalls.Remove(call);
            JudgeRepetition(call);
            if (call.Succeeded)
            {
                Succeeded++;
                JudgeWait(call);
            }
            else
            {
                Failures.Enqueue(new FailedCall(call.End, call.Side));
                JudgeFailure(call);
            }
        }
    }

    private void JudgeRepetition(Call call)
    {
        if (
            !call.Operation.IsIdempotent
            && call.Arrivals.Count(arrival => arrival.IsCarriedOut) > 1
            && !timeline.Excuses(call, Effects.Gateway)
        )
        {
            Broken(call, "carried out twice");
        }
    }

    private void JudgeFailure(Call call)
    {
        var isOfToken = call.Error?.StartsWith("token_", StringComparison.Ordinal) is true || (call.Error is null && call.Status == 401);
        var isPassedOn = call.Status == 401 && !call.Operation.CanBeRepeated && timeline.Excuses(call, Effects.Renewals);
        var isRefused = call.Status == 0 && call.Arrivals.Count == 0;
        var isUnavoidable =
            timeline.Excuses(call, Effects.Gateway)
            || isPassedOn
            || (isRefused && timeline.Excuses(call, Effects.Connections))
            || (isOfToken && timeline.Excuses(call, Effects.Tokens) && !HadToken(call))
            || (call.Error?.StartsWith("token_", StringComparison.Ordinal) is not true && timeline.Excuses(call, Effects.Api));
        if (!isUnavoidable)
        {
            Broken(call, "avoidable failure", isOfToken ? $"{(HadToken(call) ? "it had a usable token" : "a token could be had")}" : "");
        }
    }

    private void JudgeWait(Call call)
    {
        var arrivals = call.Arrivals;
        if (arrivals is not [{ Answered: { } answered } arrival])
        {
            // A token was rejected, or a connection was lost.
            return;
        }
        var wait = call.Took - (answered - arrival.Arrived);
        var isUnavoidable =
            timeline.Excuses(call, Effects.Gateway | Effects.Waits | Effects.Api)
            || (!HadToken(call) && timeline.Excuses(call, Effects.Tokens | Effects.Renewals));
        Waits.Add(wait, isUnavoidable);
        if (wait <= LongestWait || isUnavoidable)
        {
            return;
        }
        var machine = heldUp(call.Replica, call.Begin - LongestWait, call.End);
        if (wait <= LongestWait + machine)
        {
            Waits.OfTheMachine++;
            return;
        }
        Broken(
            call,
            "avoidable wait",
            $"waited {wait.TotalMilliseconds:0} ms, of which the machine explains {machine.TotalMilliseconds:0} ms; "
                + (HadToken(call) ? "it had a usable token" : "it had no usable token")
        );
    }

    /// <summary>
    /// Whether the replica had been granted a token that served at once when the call began, and was not revoked while it was on its way.
    /// </summary>
    private bool HadToken(Call call)
    {
        if (call.Operation.Scope is null)
        {
            return true;
        }
        var since = tokensSince(call.Replica);
        return call
            .Side.Api.Scopes.All(call.Operation)
            .All(scope =>
                call.Side.Tokens.Usable(scope, call.Begin)
                    .Any(token =>
                        token.Replica == call.Replica
                        && token.Delivered > since
                        && !timeline.LosesAnswers(call.Side, token.Delivered)
                        && token.ServesUntil > call.Begin + LongestWait
                        && !(token.Revoked <= call.End)
                    )
            );
    }

    private void Broken(Call call, string promise, string text = "") => Violations.Enqueue(new Violation(call.End, promise, text, call));
}

/// <summary>A call that failed, for whatever reason.</summary>
internal readonly record struct FailedCall(TimeSpan End, Servers.Side Side);
