using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Schema;

namespace CiamGateway.Configuration.Checking;

/// <summary>Checks numbers and times against the ranges that their options state.</summary>
internal static class OptionRanges
{
    /// <param name="path">The configuration path of the options.</param>
    /// <param name="type">The class of the options. Its members are checked, too, except dictionaries of options.</param>
    public static void Check(string path, object options, JsonTypeInfo type, ConfigurationReading reading)
    {
        foreach (var property in type.Properties)
        {
            if (property.Get?.Invoke(options) is { } value)
            {
                Check($"{path}:{property.Name}", value, property, type, reading);
            }
        }
    }

    private static void Check(string path, object value, JsonPropertyInfo property, JsonTypeInfo type, ConfigurationReading reading)
    {
        if (OptionAttribute.Of(property) is { Minimum: { } minimum, Maximum: { } maximum })
        {
            CheckRange(path, value, minimum, maximum, reading);
        }
        else if (type.Options.GetTypeInfo(property.PropertyType) is { Kind: JsonTypeInfoKind.Object } member)
        {
            Check(path, value, member, reading);
        }
    }

    private static void CheckRange(string path, object value, string minimum, string maximum, ConfigurationReading reading)
    {
        switch (value)
        {
            case int number:
                reading.CheckRange(path, number, Parse<int>(minimum), Parse<int>(maximum));
                break;
            case double number:
                reading.CheckRange(path, number, Parse<double>(minimum), Parse<double>(maximum));
                break;
            case TimeSpan time:
                reading.CheckRange(path, time, Parse<TimeSpan>(minimum), Parse<TimeSpan>(maximum));
                break;
            case IDictionary entries:
                foreach (DictionaryEntry entry in entries)
                {
                    CheckRange($"{path}:{entry.Key}", entry.Value!, minimum, maximum, reading);
                }
                break;
            default:
                throw new NotSupportedException($"{path}: a {value.GetType().Name} has no range.");
        }
    }

    private static T Parse<T>(string text)
        where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);
}
