using System.Globalization;

namespace CiamGateway.Configuration.Checking;

/// <summary>Which texts a type of option accepts, and what to call them.</summary>
internal static class ExpectedValue
{
    public static bool Fits(string value, Type type) =>
        type switch
        {
            _ when type == typeof(bool) => bool.TryParse(value, out _),
            _ when type == typeof(int) => int.TryParse(value, CultureInfo.InvariantCulture, out _),
            _ when type == typeof(long) => long.TryParse(value, CultureInfo.InvariantCulture, out _),
            _ when type == typeof(double) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            _ when type == typeof(TimeSpan) => TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _),
            _ when type == typeof(Uri) => Uri.TryCreate(value, UriKind.Absolute, out _),
            _ when type == typeof(Version) => Version.TryParse(value.Contains('.', StringComparison.Ordinal) ? value : $"{value}.0", out _),
            _ when type.IsEnum => Enum.TryParse(type, value, ignoreCase: true, out _),
            _ => true,
        };

    public static string Of(Type type) =>
        type switch
        {
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ when type == typeof(double) => "a number",
            _ when type == typeof(TimeSpan) => "a time span such as \"00:00:05\" (five seconds)",
            _ when type == typeof(Uri) => "an absolute address",
            _ when type == typeof(Version) => "a version such as \"2\" or \"1.1\"",
            _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
            _ => "a text in quotation marks",
        };
}
