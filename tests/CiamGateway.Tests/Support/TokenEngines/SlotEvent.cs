using CsCheck;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>One thing that happens to a slot.</summary>
internal abstract record SlotEvent
{
    private static readonly Gen<double> Time = Gen.OneOf(Gen.Double[0, 3], Gen.Double[3, 40], Gen.Double[40, 4000]);

    /// <summary>Any event, the more usual ones more often.</summary>
    public static Gen<SlotEvent> Any { get; } =
        Gen.Frequency(
            (8, Gen.Const<SlotEvent>(new Ask())),
            (2, Gen.Int[0, 5].Select(which => (SlotEvent)new Leave(which))),
            (3, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1]).Select((age, route) => (SlotEvent)new Reject(age, $"{route}"))),
            (1, Gen.Int[0, 1].Select(route => (SlotEvent)new Accept($"{route}"))),
            (8, FlightOutcome.Any.Select(outcome => (SlotEvent)new Complete(outcome))),
            (6, Time.Select(seconds => (SlotEvent)new Pass(seconds))),
            (1, Gen.OneOf(Time, Time.Select(seconds => -seconds)).Select(seconds => (SlotEvent)new JumpWall(seconds))),
            (1, Gen.Const<SlotEvent>(new KeepWarm())),
            (1, Gen.Const<SlotEvent>(new StopBackgroundRefresh())),
            (1, Gen.Const<SlotEvent>(new Rotate()))
        );

    /// <summary>A caller needs the token.</summary>
    public sealed record Ask : SlotEvent;

    /// <summary>One of the callers that wait goes away.</summary>
    public sealed record Leave(int Which) : SlotEvent;

    /// <summary>The API answers 401 to the token that was handed out last, or to one before it.</summary>
    public sealed record Reject(int Age, string Route) : SlotEvent;

    /// <summary>The API accepts the token that replaced a rejected one.</summary>
    public sealed record Accept(string Route) : SlotEvent;

    /// <summary>The token request that is under way ends.</summary>
    public sealed record Complete(FlightOutcome Outcome) : SlotEvent;

    /// <summary>Time passes on both clocks.</summary>
    public sealed record Pass(double Seconds) : SlotEvent;

    /// <summary>The wall clock is set, or the machine slept.</summary>
    public sealed record JumpWall(double Seconds) : SlotEvent;

    public sealed record KeepWarm : SlotEvent;

    public sealed record StopBackgroundRefresh : SlotEvent;

    /// <summary>Another credential takes over.</summary>
    public sealed record Rotate : SlotEvent;
}

/// <summary>How a token request ends.</summary>
internal abstract record FlightOutcome
{
    public static Gen<FlightOutcome> Any { get; } =
        Gen.Frequency(
            (
                6,
                Gen.Select(Gen.Double[1, 100], Gen.Double[1, 60].Nullable())
                    .Select((lifetime, refreshIn) => (FlightOutcome)new Token(lifetime, refreshIn))
            ),
            (2, Gen.Double[100, 7200].Select(lifetime => (FlightOutcome)new Token(lifetime, RefreshIn: null))),
            (1, Gen.Const<FlightOutcome>(new SameAgain())),
            (3, Gen.Double[1, 300].Nullable().Select(retryAfter => (FlightOutcome)new Passing(retryAfter))),
            (2, Gen.Const<FlightOutcome>(new Refusal())),
            (1, Gen.Const<FlightOutcome>(new Crash()))
        );

    /// <summary>A new token; over on arrival where its request took longer than it lives.</summary>
    public sealed record Token(double Lifetime, double? RefreshIn) : FlightOutcome;

    /// <summary>The token that came last, as servers answer that keep tokens themselves.</summary>
    public sealed record SameAgain : FlightOutcome;

    public sealed record Passing(double? RetryAfter) : FlightOutcome;

    public sealed record Refusal : FlightOutcome;

    /// <summary>A defect of the gateway.</summary>
    public sealed record Crash : FlightOutcome;
}
