using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Run;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Judging;

/// <summary>
/// Judges the token requests that an authorization server saw: one for each renewal, and at most one a second in an outage.
/// </summary>
internal sealed class TokenRequestJudge(Timeline timeline, IReadOnlyList<Side> sides)
{
    /// <summary>What is counted in an outage begins after the retries of the first request.</summary>
    private static readonly TimeSpan FirstRetries = TimeSpan.FromSeconds(5);

    /// <summary>One a second, and some time for what lies at both ends.</summary>
    private const double MostInOutage = 1.3;

    /// <summary>
    /// A renewal before this part of the life needs a reason. The life counts from before the request, which may have been slow.
    /// </summary>
    private const double EarliestRenewal = 0.5;

    public IEnumerable<Violation> Violations() =>
        Early()
            .Concat(
                from outage in Outages()
                where outage.PerSecond > MostInOutage
                select new Violation(outage.Fault.Ended!.Value, "token requests in an outage", outage.ToString())
            );

    /// <summary>Outages that lasted long enough for a rate.</summary>
    public IEnumerable<TokenOutage> Outages() =>
        from one in timeline.Happened
        where one.Fault.Effects.HasFlag(Effects.Tokens) && one.Ended - one.Began > FirstRetries + TimeSpan.FromSeconds(3)
        let begin = one.Began!.Value + FirstRetries
        let seconds = (one.Ended!.Value - begin).TotalSeconds
        let busiest = sides[one.Side]
            .AuthorizationServer.Requests.Where(request => request.Arrived > begin && request.Arrived < one.Ended)
            .GroupBy(request => request.Replica)
            .Select(replica => replica.Count())
            .DefaultIfEmpty(0)
            .Max()
        select new TokenOutage(one, busiest / seconds);

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
internal sealed record TokenOutage(Occurrence Fault, double PerSecond)
{
    public override string ToString() =>
        $"{Fault.Fault.Name}, {(Fault.Ended - Fault.Began)!.Value.TotalSeconds:0} s: {PerSecond:0.00} token requests a second";
}
