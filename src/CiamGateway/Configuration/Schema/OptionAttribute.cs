using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace CiamGateway.Configuration.Schema;

/// <summary>What an option says about itself, for the checks, the JSON Schema and the key reference in <c>config/README.md</c>.</summary>
/// <param name="meaning">Without default, range and example, which are added.</param>
[AttributeUsage(AttributeTargets.Property)]
internal class OptionAttribute(string meaning) : Attribute
{
    public string Meaning { get; } = meaning;

    /// <summary>What applies without a value. Null: the value of the initializer.</summary>
    public string? Default { get; init; }

    /// <summary>The smallest number or time, as the configuration writes it; for a dictionary, that of each entry.</summary>
    public string? Minimum { get; init; }

    /// <inheritdoc cref="Minimum"/>
    public string? Maximum { get; init; }

    /// <summary>The only values of a text. Empty: any text.</summary>
    public string[] Values { get; init; } = [];

    /// <summary>Whether the validator of the feature refuses other values, since its other rules depend on the value.</summary>
    public bool ValidatorChecksValues { get; init; }

    /// <summary>Whether a change takes effect only at the next start.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>A value in JSON.</summary>
    public string? Example { get; init; }

    /// <returns>Null if the property is one of a library's class.</returns>
    public static OptionAttribute? Of(JsonPropertyInfo property) =>
        (property.AttributeProvider as MemberInfo)?.GetCustomAttribute<OptionAttribute>();

    /// <returns>The time as the configuration writes it, without zeros at the end of a fraction.</returns>
    public static string Shown(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerSecond == 0 ? time.ToString("c") : time.ToString("c").TrimEnd('0');
}
