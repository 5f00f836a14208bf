using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace CiamGateway.Configuration;

/// <summary>Compares the keys and values of a section with the options class it is bound to, so that binding itself cannot fail or ignore anything.</summary>
internal static class ConfigurationKeys
{
    public static void Check(IConfigurationSection section, JsonTypeInfo type, ICollection<ConfigurationProblem> problems)
    {
        var children = section.GetChildren().ToList();
        switch (type.Kind)
        {
            case JsonTypeInfoKind.None:
                CheckValue(section, Nullable.GetUnderlyingType(type.Type) ?? type.Type, children, problems);
                break;
            case var _ when children.Count == 0 && !string.IsNullOrEmpty(section.Value):
                problems.Add(new(section.Path, "is a single value.", $"write {(type.Kind is JsonTypeInfoKind.Enumerable ? "a list in brackets" : "an object in braces")}."));
                break;
            case JsonTypeInfoKind.Object:
                CheckMembers(children, type, problems);
                break;
            default:
                var element = type.Options.GetTypeInfo(type.ElementType!);
                children.ForEach(child => Check(child, element, problems));
                break;
        }
    }

    private static void CheckMembers(List<IConfigurationSection> children, JsonTypeInfo type, ICollection<ConfigurationProblem> problems)
    {
        foreach (var child in children)
        {
            var member = type.Properties.FirstOrDefault(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (member is not null)
            {
                Check(child, type.Options.GetTypeInfo(member.PropertyType), problems);
                continue;
            }
            var known = type.Properties.Select(property => property.Name).ToList();
            problems.Add(new(child.Path, "is not a known key.", NearestName.Of(child.Key, known) is { } nearest
                ? $"'{nearest}'."
                : $"one of {string.Join(", ", known.Order(StringComparer.Ordinal))}, or remove it."));
        }
    }

    private static void CheckValue(IConfigurationSection section, Type type, List<IConfigurationSection> children, ICollection<ConfigurationProblem> problems)
    {
        if (children.Count > 0 && IsSet(type))
        {
            children.ForEach(child => CheckValue(child, type, [], problems));
        }
        else if (children.Count > 0)
        {
            problems.Add(new(section.Path, "is an object or a list.", $"write {Expected(type)}."));
        }
        else if (section.Value is { Length: > 0 } value && !Fits(value, type))
        {
            problems.Add(new(section.Path, $"'{value}' is not {Expected(type)}.", type.IsEnum && NearestName.Of(value, Enum.GetNames(type)) is { } nearest ? $"'{nearest}'." : $"write {Expected(type)}."));
        }
    }

    /// <summary>Whether the values are flags, which are written as a list.</summary>
    private static bool IsSet(Type type) => type.IsEnum && type.IsDefined(typeof(FlagsAttribute), inherit: false);

    private static bool Fits(string value, Type type) => type switch
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

    private static string Expected(Type type) => type switch
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
