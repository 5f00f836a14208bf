using System.Runtime.CompilerServices;
using CiamGateway.Tokens;
using Xunit;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>What only a test needs to see of a slot.</summary>
internal static class SlotState
{
    /// <summary>
    /// The token request that is under way. Waits until the slot has made up its mind, since one may begin as another ends.
    /// </summary>
    public static Task<TokenResult>? FlightOf(TokenSlot slot)
    {
        lock (Gate(slot))
        {
            return Fetch(slot);
        }
    }

    /// <summary>The slots in use.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Slots")]
    public static extern IEnumerable<TokenSlot> SlotsOf(TokenCache cache);

    /// <summary>Leaves the processor, but not the thread: everything else goes on meanwhile.</summary>
    public static void Until(Func<bool> condition, string otherwise)
    {
        var patience = TimeProvider.System.GetTimestamp();
        var wait = new SpinWait();
        while (!condition())
        {
            wait.SpinOnce(sleep1Threshold: 100);
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(60), otherwise);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_fetch")]
    private static extern ref Task<TokenResult>? Fetch(TokenSlot slot);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    private static extern ref Lock Gate(TokenSlot slot);
}
