using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Schema;

namespace CiamGateway.Configuration.Secrets;

/// <summary>
/// An option whose value is a secret. It is left out of the configuration's hash, and a copy that other users can read is reported.
/// </summary>
/// <param name="meaning">Without default, range and example, which are added.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute(string meaning) : OptionAttribute(meaning)
{
    /// <summary>The value is a hash of a secret, which other users may read.</summary>
    public bool IsHash { get; init; }

    /// <summary>The value is a secret only if it contains this text, such as the password in a connection string. Null: always.</summary>
    public string? OnlyWith { get; init; }

    /// <summary>For a dictionary: its entries whose names end in one of these are secrets. Empty: every entry.</summary>
    public string[] NamesEndingIn { get; init; } = [];

    /// <param name="name">The last part of the configuration key.</param>
    public bool Covers(string name) =>
        NamesEndingIn.Length == 0 || Array.Exists(NamesEndingIn, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Finds the configuration keys whose options are marked with <see cref="SecretAttribute"/>.</summary>
/// <param name="sections">The options class of each section, by the section's name.</param>
internal sealed class SecretKeys(IReadOnlyDictionary<string, JsonTypeInfo> sections)
{
    private readonly ConcurrentDictionary<JsonPropertyInfo, SecretAttribute?> _marks = [];

    /// <summary>Whether the value is a secret or a hash of one.</summary>
    public bool Contain(string key) => Find(key) is not null;

    /// <summary>Whether the value is a secret in clear.</summary>
    public bool IsClearSecret(string key, string value) =>
        Find(key) is { } secret
        && !secret.Mark.IsHash
        && (secret.Mark.OnlyWith is not { } text || value.Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the key has a twin that names a file.</summary>
    public bool HasFileTwin(string key) => Find(key) is { HasFileTwin: true };

    private (SecretAttribute Mark, bool HasFileTwin)? Find(string key)
    {
        var parts = key.Split(ConfigurationPath.KeyDelimiter);
        if (!sections.TryGetValue(parts[0], out var type))
        {
            return null;
        }
        SecretAttribute? mark = null;
        var hasFileTwin = false;
        foreach (var part in parts.AsSpan(1))
        {
            if (type.Kind is JsonTypeInfoKind.Object)
            {
                if (Member(type, part) is not { } property)
                {
                    return null;
                }
                mark = _marks.GetOrAdd(property, option => (option.AttributeProvider as MemberInfo)?.GetCustomAttribute<SecretAttribute>());
                hasFileTwin = Member(type, $"{part}File") is not null;
                type = type.Options.GetTypeInfo(property.PropertyType);
            }
            else if (type.ElementType is { } element)
            {
                type = type.Options.GetTypeInfo(element);
            }
            else
            {
                return null;
            }
        }
        return mark?.Covers(parts[^1]) == true ? (mark, hasFileTwin) : null;
    }

    private static JsonPropertyInfo? Member(JsonTypeInfo type, string name) =>
        type.Properties.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
