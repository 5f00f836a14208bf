using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Schema;
using CiamGateway.Secrecy;

namespace CiamGateway.Configuration.Checking;

/// <summary>
/// Compares the keys and values of a section with the options class it is bound to, so that binding itself cannot fail or ignore anything.
/// </summary>
internal sealed class ConfigurationKeys
{
    private readonly ICollection<ConfigurationProblem> _problems;

    /// <summary>The members of each type by their names: there may be ten thousand objects of one type.</summary>
    private readonly Dictionary<JsonTypeInfo, Dictionary<string, Member>> _members = [];

    private ConfigurationKeys(ICollection<ConfigurationProblem> problems) => _problems = problems;

    /// <param name="type">What it is bound to.</param>
    /// <param name="problems">Every problem is added.</param>
    public static void Check(IndexedSection section, JsonTypeInfo type, ICollection<ConfigurationProblem> problems) =>
        new ConfigurationKeys(problems).Check(section, type);

    private void Check(IndexedSection section, JsonTypeInfo type)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.None:
                CheckValue(section, Nullable.GetUnderlyingType(type.Type) ?? type.Type);
                break;
            case var _ when section.Children.IsEmpty && !string.IsNullOrEmpty(section.Value):
                _problems.Add(
                    new(
                        section.Path,
                        "is a single value.",
                        $"write {(type.Kind is JsonTypeInfoKind.Enumerable ? "a list in brackets" : "an object in braces")}."
                    )
                );
                break;
            case JsonTypeInfoKind.Object:
                CheckMembers(section, type);
                break;
            default:
                CheckElements(section, type);
                break;
        }
    }

    private void CheckElements(IndexedSection section, JsonTypeInfo type)
    {
        var element = type.Options.GetTypeInfo(type.ElementType!);
        var areSingle = element.Kind is JsonTypeInfoKind.None;
        if (type.Kind is JsonTypeInfoKind.Dictionary && areSingle && section.Children is [{ Key: "0" }, ..])
        {
            _problems.Add(new(section.Path, "is a list.", "write an object in braces."));
            return;
        }
        if (
            type.Kind is JsonTypeInfoKind.Enumerable
            && !areSingle
            && section.Children is [{ Children.IsEmpty: true, Key: var key }, ..]
            && !int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        )
        {
            _problems.Add(new(section.Path, "is an object.", "write a list in brackets, with the object in it."));
            return;
        }
        foreach (var child in section.Children)
        {
            if (type.Kind is JsonTypeInfoKind.Dictionary || IsGiven(child))
            {
                Check(child, element);
            }
        }
    }

    /// <summary>
    /// Whether an element of a list has a value. A reader of the list would skip an empty one, and so drop a restriction.
    /// </summary>
    private bool IsGiven(IndexedSection element)
    {
        var isGiven = !element.Children.IsEmpty || !string.IsNullOrEmpty(element.Value);
        if (!isGiven)
        {
            _problems.Add(new(element.Path, "is empty.", "write a value, or remove the element."));
        }
        return isGiven;
    }

    private void CheckMembers(IndexedSection section, JsonTypeInfo type)
    {
        var members = MembersOf(type);
        foreach (var child in section.Children)
        {
            if (members.TryGetValue(child.Key, out var member))
            {
                Check(child, member.Type);
                CheckAllowed(child, member.Option);
                continue;
            }
            var nearest = NearestName.Of(child.Key, members.Keys);
            _problems.Add(
                new(
                    child.Path,
                    "is not a known key.",
                    nearest is not null
                        ? $"write '{nearest}'."
                        : $"write one of {string.Join(", ", members.Keys.Order(StringComparer.Ordinal))}, or remove it."
                )
                {
                    Meant = nearest is null ? null : $"{section.Path}:{nearest}",
                }
            );
        }
    }

    private Dictionary<string, Member> MembersOf(JsonTypeInfo type)
    {
        if (!_members.TryGetValue(type, out var members))
        {
            _members[type] = members = type.Properties.ToDictionary(
                property => property.Name,
                property => new Member(type.Options.GetTypeInfo(property.PropertyType), OptionAttribute.Of(property)),
                StringComparer.OrdinalIgnoreCase
            );
        }
        return members;
    }

    private void CheckAllowed(IndexedSection section, OptionAttribute? option)
    {
        if (option is not { Values: [_, ..] allowed, ValidatorChecksValues: false } || string.IsNullOrEmpty(section.Value))
        {
            return;
        }
        var value = section.Value;
        if (!allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            var all = $"one of {string.Join(", ", allowed)}";
            _problems.Add(
                new(
                    section.Path,
                    $"'{value}' is not {all}.",
                    NearestName.Of(value, allowed) is { } nearest ? $"write '{nearest}'." : $"write {all}."
                )
            );
        }
    }

    private void CheckValue(IndexedSection section, Type type)
    {
        if (!section.Children.IsEmpty && IsSet(type))
        {
            foreach (var child in section.Children)
            {
                if (IsGiven(child))
                {
                    CheckSingle(child, type);
                }
            }
        }
        else if (IsSet(type) && !string.IsNullOrEmpty(section.Value))
        {
            _problems.Add(new(section.Path, "is a single value.", "write a list in brackets."));
        }
        else if (!section.Children.IsEmpty)
        {
            _problems.Add(new(section.Path, "is an object or a list.", $"write {Expected(type)}."));
        }
        else
        {
            CheckSingle(section, type);
        }
    }

    private void CheckSingle(IndexedSection section, Type type)
    {
        if (
            type == typeof(TimeSpan)
            && int.TryParse(section.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
        )
        {
            // .NET reads days, which hardly anybody means.
            _problems.Add(
                new(
                    section.Path,
                    $"'{number}' is a number of days.",
                    $"write \"{TimeSpan.FromSeconds(number)}\" for as many seconds, \"{number}.00:00:00\" for as many days."
                )
            );
            return;
        }
        if (section.Value is { Length: > 0 } value && !Fits(value, type))
        {
            _problems.Add(
                new(
                    section.Path,
                    $"'{(type == typeof(Uri) ? ShownAddress.Of(value) : value)}' is not {Expected(type)}.",
                    type.IsEnum && NearestName.Of(value, Enum.GetNames(type)) is { } nearest ? $"write '{nearest}'."
                        : MeasuredValue.Translate(value, type) is { } translated ? $"write {translated}."
                        : $"write {Expected(type)}."
                )
            );
        }
    }

    /// <summary>Whether the values are flags, which are written as a list.</summary>
    private static bool IsSet(Type type) => type.IsEnum && type.IsDefined(typeof(FlagsAttribute), inherit: false);

    private static bool Fits(string value, Type type) =>
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

    private static string Expected(Type type) =>
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

    /// <param name="Option">Null if the member is one of a library's class.</param>
    private sealed record Member(JsonTypeInfo Type, OptionAttribute? Option);
}
