using System.Globalization;
using System.Text.RegularExpressions;

namespace CiamGateway.Configuration.Checking;

/// <summary>Translates values with a unit, such as 10MB or 500ms, into what .NET reads.</summary>
internal static partial class MeasuredValue
{
    private static readonly Dictionary<string, Func<double, TimeSpan>> Times = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ms"] = TimeSpan.FromMilliseconds,
        ["s"] = TimeSpan.FromSeconds,
        ["sec"] = TimeSpan.FromSeconds,
        ["m"] = TimeSpan.FromMinutes,
        ["min"] = TimeSpan.FromMinutes,
        ["h"] = TimeSpan.FromHours,
        ["d"] = TimeSpan.FromDays,
    };

    /// <returns>Null if the value has no unit that is known.</returns>
    public static string? Translate(string value, Type type)
    {
        var parts = Parts().Match(value.Trim());
        if (!parts.Success || !int.TryParse(parts.Groups["number"].Value, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }
        var unit = parts.Groups["unit"].Value;
        return type == typeof(TimeSpan) && Times.TryGetValue(unit, out var time) ? $"\"{time(number)}\""
            : (type == typeof(long) || type == typeof(int)) && Exponent(unit) is { } exponent
                ? string.Create(CultureInfo.InvariantCulture, $"{number * (1L << (10 * exponent))}, the number of bytes")
            : null;
    }

    private static int? Exponent(string unit) =>
        unit.TrimEnd('b', 'B').TrimEnd('i').ToUpperInvariant() switch
        {
            "" when unit.Length > 0 => 0,
            "K" => 1,
            "M" => 2,
            "G" => 3,
            _ => null,
        };

    [GeneratedRegex("^(?<number>[0-9]{1,6}) ?(?<unit>[A-Za-z]{1,3})$")]
    private static partial Regex Parts();
}
