using System.Runtime.CompilerServices;
using CiamGateway.Tokens;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>What only a test needs to see of a slot.</summary>
internal static class SlotState
{
    /// <summary>The token request that is under way. Waits until the slot has made up its mind, since one may begin as another ends.</summary>
    public static Task<TokenResult>? FlightOf(TokenSlot slot)
    {
        lock (Gate(slot))
        {
            return Flight(slot);
        }
    }

    /// <summary>The slots in use.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Slots")]
    public static extern IEnumerable<TokenSlot> SlotsOf(TokenCache cache);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_flight")]
    private static extern ref Task<TokenResult>? Flight(TokenSlot slot);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    private static extern ref Lock Gate(TokenSlot slot);
}
