using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace CiamGateway.Configuration;

/// <summary>Compares the keys and values of a section with the options class it is bound to, so that binding itself cannot fail or ignore anything.</summary>
internal sealed class ConfigurationKeys
{
    private readonly IndexedConfiguration _configuration;
    private readonly ICollection<ConfigurationProblem> _problems;

    private ConfigurationKeys(IndexedConfiguration configuration, ICollection<ConfigurationProblem> problems) => (_configuration, _problems) = (configuration, problems);

    /// <param name="section">Its path.</param>
    /// <param name="type">What it is bound to.</param>
    /// <param name="problems">Every problem is added.</param>
    public static void Check(IndexedConfiguration configuration, string section, JsonTypeInfo type, ICollection<ConfigurationProblem> problems) =>
        new ConfigurationKeys(configuration, problems).Check(section, type);

    private void Check(string path, JsonTypeInfo type)
    {
        var keys = KeysBelow(path);
        switch (type.Kind)
        {
            case JsonTypeInfoKind.None:
                CheckValue(path, Nullable.GetUnderlyingType(type.Type) ?? type.Type, keys);
                break;
            case var _ when keys.Count == 0 && !string.IsNullOrEmpty(ValueOf(path)):
                _problems.Add(new(path, "is a single value.", $"write {(type.Kind is JsonTypeInfoKind.Enumerable ? "a list in brackets" : "an object in braces")}."));
                break;
            case JsonTypeInfoKind.Object:
                CheckMembers(keys, type);
                break;
            default:
                var element = type.Options.GetTypeInfo(type.ElementType!);
                foreach (var key in keys)
                {
                    Check(key.Path, element);
                }
                break;
        }
    }

    private List<KeyBelow> KeysBelow(string path) => _configuration.Index.Value.Below(path);

    private string? ValueOf(string path) => _configuration.Settings.GetValueOrDefault(path);

    private void CheckMembers(List<KeyBelow> keys, JsonTypeInfo type)
    {
        foreach (var (key, path) in keys)
        {
            var member = type.Properties.FirstOrDefault(property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase));
            if (member is not null)
            {
                Check(path, type.Options.GetTypeInfo(member.PropertyType));
                continue;
            }
            var known = type.Properties.Select(property => property.Name).ToList();
            _problems.Add(new(path, "is not a known key.", NearestName.Of(key, known) is { } nearest
                ? $"'{nearest}'."
                : $"one of {string.Join(", ", known.Order(StringComparer.Ordinal))}, or remove it."));
        }
    }

    private void CheckValue(string path, Type type, List<KeyBelow> keys)
    {
        if (keys.Count > 0 && IsSet(type))
        {
            foreach (var key in keys)
            {
                CheckValue(key.Path, type, []);
            }
        }
        else if (keys.Count > 0)
        {
            _problems.Add(new(path, "is an object or a list.", $"write {Expected(type)}."));
        }
        else if (ValueOf(path) is { Length: > 0 } value && !Fits(value, type))
        {
            _problems.Add(new(path, $"'{value}' is not {Expected(type)}.", type.IsEnum && NearestName.Of(value, Enum.GetNames(type)) is { } nearest ? $"'{nearest}'." : $"write {Expected(type)}."));
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
