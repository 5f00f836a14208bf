using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace CiamGateway.Configuration.Schema;

/// <summary>Describes an options class in JSON Schema (2020-12): its keys, their types, descriptions and defaults.</summary>
/// <param name="describe">The description of a key that has no <see cref="OptionAttribute"/>, because its class is a library's.</param>
/// <param name="replace">A schema to take for a key instead of the one that its type suggests; none to keep that.</param>
internal sealed class OptionsSchema(Func<JsonPropertyInfo, string?> describe, Func<JsonPropertyInfo, JsonObject?> replace)
{
    private const string TimeSpanPattern = @"^(\d+\.)?\d{1,2}:\d{2}(:\d{2}(\.\d{1,7})?)?$";

    public static OptionsSchema Own { get; } = new(_ => null, _ => null);

    public JsonObject Of(JsonTypeInfo type) => Of(type, type.CreateObject?.Invoke());

    private JsonObject Of(JsonTypeInfo type, object? defaults) =>
        type.Kind switch
        {
            JsonTypeInfoKind.Object => OfObject(type, defaults),
            JsonTypeInfoKind.Dictionary => new JsonObject { ["type"] = "object", ["additionalProperties"] = OfElement(type) },
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = OfElement(type) },
            _ => OfValue(Nullable.GetUnderlyingType(type.Type) ?? type.Type),
        };

    private JsonObject OfElement(JsonTypeInfo type) => Of(type.Options.GetTypeInfo(type.ElementType!));

    private JsonObject OfObject(JsonTypeInfo type, object? defaults)
    {
        var properties = new JsonObject();
        foreach (var property in type.Properties)
        {
            properties[property.Name] = OfProperty(property, type.Options, defaults is null ? null : property.Get?.Invoke(defaults));
        }
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    private JsonObject OfProperty(JsonPropertyInfo property, JsonSerializerOptions options, object? value)
    {
        var schema = new JsonObject();
        var option = OptionAttribute.Of(property);
        if ((option is null ? describe(property) : DescriptionOf(option, value)) is { } description)
        {
            schema["description"] = description;
        }
        foreach (var (keyword, content) in replace(property) ?? Of(options.GetTypeInfo(property.PropertyType), value))
        {
            schema[keyword] = content?.DeepClone();
        }
        if (option is not null)
        {
            AddRules(schema, option);
        }
        if (Default(value) is { } known)
        {
            schema["default"] = known;
        }
        return schema;
    }

    /// <summary>Editors show the description where they do not show the keywords.</summary>
    private static string DescriptionOf(OptionAttribute option, object? value)
    {
        var known = option.Default ?? Default(value)?.ToString();
        string?[] parts =
        [
            option.Meaning,
            known is null or "" ? null : $"Default: {known}.",
            option is { Minimum: { } minimum, Maximum: { } maximum } ? $"From {minimum} to {maximum}." : null,
            option.NeedsRestart ? "A change requires a restart." : null,
        ];
        return string.Join(' ', parts.OfType<string>());
    }

    /// <summary>JSON Schema has no range for texts, which times are.</summary>
    private static void AddRules(JsonObject schema, OptionAttribute option)
    {
        if (option.Values.Length > 0)
        {
            schema["enum"] = new JsonArray([.. option.Values.Select(allowed => (JsonNode)allowed)]);
        }
        if (schema["type"]?.ToString() is "integer" or "number")
        {
            AddBound("minimum", option.Minimum);
            AddBound("maximum", option.Maximum);
        }
        if (option.Example is { } example)
        {
            schema["examples"] = new JsonArray(JsonNode.Parse(example));
        }

        void AddBound(string keyword, string? bound)
        {
            if (bound is not null)
            {
                schema[keyword] = JsonNode.Parse(bound);
            }
        }
    }

    private static JsonObject OfValue(Type type) =>
        type switch
        {
            _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
            _ when type == typeof(int) || type == typeof(long) => new JsonObject { ["type"] = "integer" },
            _ when type == typeof(double) => new JsonObject { ["type"] = "number" },
            _ when type == typeof(TimeSpan) => new JsonObject { ["type"] = "string", ["pattern"] = TimeSpanPattern },
            _ when type == typeof(Uri) => new JsonObject { ["type"] = "string", ["format"] = "uri" },
            _ when type == typeof(Version) => new JsonObject { ["type"] = "string", ["pattern"] = @"^\d+(\.\d+)?$" },
            _ when type.IsEnum && type.IsDefined(typeof(FlagsAttribute), inherit: false) => new JsonObject
            {
                ["type"] = "array",
                ["items"] = OfEnum(type),
            },
            _ when type.IsEnum => OfEnum(type),
            _ => new JsonObject { ["type"] = "string" },
        };

    private static JsonObject OfEnum(Type type) =>
        new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)name)]) };

    private static JsonNode? Default(object? value) =>
        value switch
        {
            bool flag => flag,
            int number => number,
            double number => number,
            TimeSpan time => OptionAttribute.Shown(time),
            string text => text,
            Enum name => name.ToString(),
            _ => null,
        };
}
