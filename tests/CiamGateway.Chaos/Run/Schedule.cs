using CiamGateway.Chaos.Faults;

namespace CiamGateway.Chaos.Run;

/// <summary>Which faults happen when, drawn from a seed: the same seed, duration and kinds lead to the same plan.</summary>
internal sealed class Schedule(int seed, TimeSpan duration, IReadOnlyList<Func<Fault>> kinds, int replicas)
{
    /// <summary>Before the first fault and after the last one.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(8);

    /// <summary>Between two faults of one group.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(4);

    private const int MostAtOnce = 3;

    private readonly Random _random = new(seed);
    private readonly List<Occurrence> _plan = [];
    private readonly Queue<Func<Fault>> _deck = [];

    public IReadOnlyList<Occurrence> Plan()
    {
        for (var time = Quiet / 2; kinds.Count > 0 && time < duration - Quiet; )
        {
            var next = Next(time);
            if (next.End < duration - Quiet)
            {
                _plan.Add(next);
            }
            time = next.Begin + TimeSpan.FromSeconds(0.5 - (Math.Log(1 - _random.NextDouble()) * 2));
        }
        return _plan;
    }

    private Occurrence Next(TimeSpan earliest)
    {
        var fault = Draw();
        var (shortest, longest) = fault.Seconds;
        var length = TimeSpan.FromSeconds(shortest + ((longest - shortest) * Math.Pow(_random.NextDouble(), 3)));
        var (side, replica) = (_random.Next(2), _random.Next(replicas));
        return new Occurrence(fault, Room(fault, side, earliest), length, side, replica, _random.Next());
    }

    /// <summary>Every kind comes once before one comes again.</summary>
    private Fault Draw()
    {
        if (_deck.Count == 0)
        {
            var deck = kinds.ToArray();
            _random.Shuffle(deck);
            Array.ForEach(deck, _deck.Enqueue);
        }
        return _deck.Dequeue()();
    }

    /// <summary>
    /// The first time from then on when no fault of its group happens to the same side, and at most two other faults happen.
    /// </summary>
    private TimeSpan Room(Fault fault, int side, TimeSpan begin)
    {
        while (true)
        {
            var same = _plan
                .Where(one => one.Fault.Group == fault.Group && (one.Side == side || !fault.IsOfOneSide))
                .Select(one => one.End + Gap);
            var open = _plan.Select(one => one.End).Where(end => end > begin).Order().ToList();
            if (same.Where(end => end > begin).Order().FirstOrDefault() is { Ticks: > 0 } later)
            {
                begin = later;
            }
            else if (open.Count > MostAtOnce - 1)
            {
                begin = open[0];
            }
            else
            {
                return begin;
            }
        }
    }
}
