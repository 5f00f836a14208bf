using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Faults.Processes;
using CiamGateway.Chaos.Faults.Secrets;
using CiamGateway.Chaos.Run;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Judging;

/// <summary>
/// Judges the token requests that an authorization server saw: one for each renewal, and at most one a second in an outage.
/// </summary>
internal sealed class TokenRequestJudge(Timeline timeline, IReadOnlyList<Side> sides)
{
    /// <summary>
    /// The first request for a token in an outage, and its retries, are not counted. Neither are requests after a gateway or a secret
    /// changed, since every token is asked for again then.
    /// </summary>
    private static readonly TimeSpan FirstRetries = TimeSpan.FromSeconds(5);

    /// <summary>Outages in which less time than this is counted have no rate.</summary>
    private const double FewestSeconds = 3;

    /// <summary>One a second. Requests need different times to arrive.</summary>
    private const double MostInASecond = 1.05;

    /// <summary>
    /// A renewal before this part of the life needs a reason. The life counts from before the request, which may have been slow.
    /// </summary>
    private const double EarliestRenewal = 0.5;

    public IEnumerable<Violation> Violations() =>
        Early()
            .Concat(
                from outage in Outages()
                where outage.Requests > (outage.Seconds * MostInASecond) + outage.Parts
                select new Violation(outage.Fault.Ended!.Value, "token requests in an outage", outage.ToString())
            );

    /// <summary>Outages without a granted token, with the gateway that asked most often.</summary>
    public IEnumerable<TokenOutage> Outages() =>
        from one in timeline.Happened
        where one.Fault.Effects.HasFlag(Effects.Tokens) && one.Ended is not null
        let requests = sides[one.Side]
            .AuthorizationServer.Requests.Where(request => request.Arrived > one.Began && request.Arrived < one.Ended)
            .ToList()
        where !requests.Exists(request => request is { Token: not null, Answered: not null })
        let busiest = requests
            .GroupBy(request => request.Replica)
            .Select(replica => Counted(one, replica.Key, [.. replica]))
            .Where(outage => outage.Seconds >= FewestSeconds)
            .MaxBy(outage => outage.PerSecond)
        where busiest is not null
        select busiest;

    private TokenOutage Counted(Occurrence outage, string replica, List<TokenRequest> requests)
    {
        var parts = new List<(TimeSpan Begin, TimeSpan End)> { (outage.Began!.Value + FirstRetries, outage.Ended!.Value) };
        foreach (var change in timeline.Happened.Where(one => one != outage && AsksAgain(one, outage.Side, replica)))
        {
            var (begin, end) = (change.Began!.Value, (change.Ended ?? outage.Ended.Value) + change.Fault.Recovery + FirstRetries);
            parts =
            [
                .. parts
                    .SelectMany(part =>
                        new[] { part with { End = Earlier(part.End, begin) }, part with { Begin = Later(part.Begin, end) } }
                    )
                    .Where(part => part.Begin < part.End),
            ];
        }
        var counted = requests
            .GroupBy(request => request.Scope)
            .SelectMany(scope => scope.Where(request => request.Arrived > scope.First().Arrived + FirstRetries))
            .Count(request => parts.Exists(part => part.Begin < request.Arrived && request.Arrived < part.End));
        return new TokenOutage(outage, counted, parts.Sum(part => (part.End - part.Begin).TotalSeconds), parts.Count);
    }

    private static bool AsksAgain(Occurrence one, int side, string replica) =>
        (one.Fault is SecretFault && one.Side == side)
        || (one.Fault is ProcessFault && (!one.Fault.IsOfOneReplica || $"{one.Replica}" == replica));

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private IEnumerable<Violation> Early()
    {
        for (var side = 0; side < sides.Count; side++)
        {
            foreach (var slot in sides[side].AuthorizationServer.Requests.GroupBy(request => (request.Scope, request.Replica)))
            {
                foreach (var (granted, next) in slot.Zip(slot.Skip(1)))
                {
                    if (
                        granted is { Token: { } token, Answered: not null }
                        && next.Arrived < granted.Arrived + (token.Told * EarliestRenewal)
                        && token.Told > TimeSpan.FromSeconds(3)
                        && !(token.Revoked < next.Arrived)
                        && !timeline.Touches(
                            side,
                            Effects.Renewals | Effects.Gateway | Effects.Tokens,
                            granted.Arrived - TimeSpan.FromSeconds(1),
                            next.Arrived
                        )
                    )
                    {
                        yield return new Violation(
                            next.Arrived,
                            "one token request a renewal",
                            $"Gateway {next.Replica} asked for '{next.Scope}' {(next.Arrived - granted.Arrived).TotalSeconds:0.00} s "
                                + $"after it was granted a token of {token.Told.TotalSeconds:0} s"
                        );
                    }
                }
            }
        }
    }
}

/// <summary>What the busiest gateway asked of a token endpoint in an outage.</summary>
/// <param name="Requests">How many are counted.</param>
/// <param name="Seconds">The time in which they are counted.</param>
/// <param name="Parts">How many parts this time has.</param>
internal sealed record TokenOutage(Occurrence Fault, int Requests, double Seconds, int Parts)
{
    public double PerSecond => Requests / Seconds;

    public override string ToString() =>
        $"{Fault.Fault.Name}, {(Fault.Ended - Fault.Began)!.Value.TotalSeconds:0} s: {Requests} token requests in {Seconds:0.0} s";
}
