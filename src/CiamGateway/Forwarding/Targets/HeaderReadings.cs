using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Targets;

/// <summary>Tells whether every server reads the same value of a header.</summary>
internal static class HeaderReadings
{
    /// <summary>
    /// Whether a condition holds for one value of a list or for the inside of quotation marks, as YARP reads a header, and not for the
    /// value as it is written, as most servers read it.
    /// </summary>
    /// <param name="condition">A route's condition on the header.</param>
    /// <param name="written">The value of the header; empty if the request does not have it.</param>
    public static bool IsOnlyInList(RouteHeader condition, string written)
    {
        if (written.AsSpan().IndexOfAny(",\"") < 0 || condition.Mode is not (HeaderMatchMode.ExactHeader or HeaderMatchMode.HeaderPrefix))
        {
            return false;
        }
        return !Holds(condition, written) && written.Split(',').Any(part => Holds(condition, part.Trim().Trim('"')));
    }

    private static bool Holds(RouteHeader condition, string value)
    {
        var comparison = condition.IsCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return (condition.Values ?? []).Any(expected =>
            condition.Mode is HeaderMatchMode.HeaderPrefix ? value.StartsWith(expected, comparison) : value.Equals(expected, comparison)
        );
    }
}
