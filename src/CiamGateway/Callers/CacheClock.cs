using Microsoft.Extensions.Internal;

namespace CiamGateway.Callers;

/// <summary>Lets a memory cache read the time from a <see cref="TimeProvider"/>, so that tests own its expiry, too.</summary>
internal sealed class CacheClock(TimeProvider clock) : ISystemClock
{
    public DateTimeOffset UtcNow => clock.GetUtcNow();
}
