using CiamGateway.Tokens.Clients;
using CsCheck;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>What holds for a slot whatever happens to it, in whatever order.</summary>
public sealed class TokenSlotProperties
{
    private static readonly Gen<double> Skew = Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 120]);

    [Fact]
    public void No_order_of_events_breaks_what_a_slot_promises() =>
        Gen.Select(Skew, SlotEvent.Any.Array[1, 40]).Sample(Run, iter: 300, threads: 1);

    private static void Run(double skew, SlotEvent[] events)
    {
        var clock = new TwoClocks();
        var options = new TokenClientOptions { ExpirySkew = TimeSpan.FromSeconds(skew) };
        List<WatchedSlot> slots = [new(options, clock, before: null)];
        List<string> handedOut = [];
        foreach (var happening in events)
        {
            var current = slots[^1];
            switch (happening)
            {
                case SlotEvent.Ask:
                    current.Ask();
                    break;
                case SlotEvent.Leave(var which):
                    slots[which % slots.Count].Leave(which);
                    break;
                case SlotEvent.Reject(var age, var route) when handedOut.Count > age:
                    current.Reject(handedOut[^(age + 1)], route);
                    break;
                case SlotEvent.Accept(var route):
                    current.Accept(route);
                    break;
                case SlotEvent.Complete(var outcome) when slots.Find(slot => slot.IsAsking) is { } asking:
                    asking.Complete(outcome);
                    break;
                case SlotEvent.Pass(var seconds):
                    current.Pass(TimeSpan.FromSeconds(seconds));
                    break;
                case SlotEvent.JumpWall(var seconds):
                    clock.JumpWall(TimeSpan.FromSeconds(seconds));
                    break;
                case SlotEvent.KeepWarm:
                    current.KeepWarm();
                    break;
                case SlotEvent.StopBackgroundRefresh:
                    current.StopBackgroundRefresh();
                    break;
                case SlotEvent.Rotate:
                    current.Slot.StopRenewal();
                    slots.Add(new(options, clock, before: current));
                    break;
            }
            foreach (var slot in slots)
            {
                slot.Settle();
            }
            if (slots[^1].Newest is { } newest && !handedOut.Contains(newest))
            {
                handedOut.Add(newest);
            }
        }
        foreach (var slot in slots)
        {
            slot.End();
        }
    }
}
