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
            case var _ when !string.IsNullOrEmpty(section.Value):
                // Of two sources: a file has the list or the object, an environment variable the single value.
                _problems.Add(
                    new(
                        section.Path,
                        "is a single value in one source, and has several values in another. The single one has no effect.",
                        type.Kind is JsonTypeInfoKind.Enumerable
                            ? "give each value its place, such as "
                                + $"{section.Path.Replace(":", "__", StringComparison.Ordinal)}__0 for the first."
                            : "remove the single value, or add the name of what it is for to its key."
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
        if (section.Children is [{ Key: "0" }, ..] && !members.ContainsKey("0"))
        {
            // What the object should have is not missing, too.
            _problems.Add(new(section.Path, "is a list.", "write an object in braces.") { Meant = section.Path });
            return;
        }
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
                    nearest is not null ? $"write '{nearest}'."
                        : Underscored(child.Key, members.Keys) is { } parts ? $"write two underscores between parts: {parts}."
                        : $"write one of {string.Join(", ", members.Keys.Order(StringComparer.Ordinal))}, or remove it."
                )
                {
                    Meant = nearest is null ? null : $"{section.Path}:{nearest}",
                }
            );
        }
    }

    /// <returns>The key with two underscores after the known key that it begins with; null if it begins with none.</returns>
    private static string? Underscored(string key, ICollection<string> known) =>
        known.FirstOrDefault(name => key.StartsWith($"{name}_", StringComparison.OrdinalIgnoreCase)) is { } name
            ? $"'{name}__{key[(name.Length + 1)..]}'"
            : null;

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
            _problems.Add(new(section.Path, "is an object or a list.", $"write {ExpectedValue.Of(type)}."));
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
        if (section.Value is { Length: > 0 } value && !ExpectedValue.Fits(value, type))
        {
            _problems.Add(
                new(
                    section.Path,
                    $"'{(type == typeof(Uri) ? ShownAddress.Of(value) : value)}' is not {ExpectedValue.Of(type)}.",
                    type.IsEnum && NearestName.Of(value, Enum.GetNames(type)) is { } nearest ? $"write '{nearest}'."
                        : MeasuredValue.Translate(value, type) is { } translated ? $"write {translated}."
                        : $"write {ExpectedValue.Of(type)}."
                )
            );
        }
    }

    /// <summary>Whether the values are flags, which are written as a list.</summary>
    private static bool IsSet(Type type) => type.IsEnum && type.IsDefined(typeof(FlagsAttribute), inherit: false);

    /// <param name="Option">Null if the member is one of a library's class.</param>
    private sealed record Member(JsonTypeInfo Type, OptionAttribute? Option);
}
