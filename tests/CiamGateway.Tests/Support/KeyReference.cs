using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Schema;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Tests.Support;

/// <summary>The tables of all keys in Markdown, made of what the options say about themselves.</summary>
internal sealed class KeyReference
{
    private const string Header = "| key | meaning | default | values | change |\n|---|---|---|---|---|\n";

    private readonly StringBuilder _text = new();

    /// <summary>Where each options class was listed first, and with which defaults.</summary>
    private readonly Dictionary<Type, (string Path, object Defaults)> _listed = [];

    public static string Text()
    {
        var reference = new KeyReference();
        reference.AddSection("Gateway", GatewayOptionsJsonContext.Default.GatewayOptions);
        reference.AddSection("Kestrel", GatewayOptionsJsonContext.Default.KestrelOptions);
        reference.AddTable("Logging:Console", "The log on standard error.", GatewayOptionsJsonContext.Default.ConsoleLogOptions);
        return reference._text.ToString().TrimEnd();
    }

    /// <summary>A table of the section's own keys, and one for each member that has keys.</summary>
    private void AddSection(string path, JsonTypeInfo section)
    {
        var defaults = section.CreateObject!();
        var own = section.Properties.Where(property => !HasKeys(ElementOf(TypeOf(property)))).ToList();
        if (own.Count > 0)
        {
            _text.Append(CultureInfo.InvariantCulture, $"### `{path}`\n\n{Header}");
            own.ForEach(property => AddRow("", property, property.Get!(defaults)));
            _text.Append('\n');
        }
        foreach (var property in section.Properties.Except(own))
        {
            var type = TypeOf(property);
            var name = type.Kind is JsonTypeInfoKind.Dictionary ? $"{path}:{property.Name}:<name>" : $"{path}:{property.Name}";
            AddTable(
                name,
                OptionAttribute.Of(property)!.Meaning,
                ElementOf(type),
                type.Kind is JsonTypeInfoKind.Object ? property.Get!(defaults) : null
            );
        }
    }

    private void AddTable(string path, string meaning, JsonTypeInfo type, object? defaults = null)
    {
        _text.Append(CultureInfo.InvariantCulture, $"### `{path}`\n\n{meaning}");
        defaults ??= type.CreateObject!();
        if (IsListed(type, defaults) is { } other)
        {
            _text.Append(CultureInfo.InvariantCulture, $" The keys are those of `{other}`.\n\n");
            return;
        }
        _listed[type.Type] = (path, defaults);
        _text.Append(CultureInfo.InvariantCulture, $"\n\n{Header}");
        AddRows(path, "", type, defaults);
        _text.Append('\n');
    }

    private void AddRows(string path, string prefix, JsonTypeInfo type, object defaults)
    {
        foreach (var property in type.Properties)
        {
            var value = property.Get!(defaults);
            var member = TypeOf(property);
            if (!HasKeys(ElementOf(member)))
            {
                AddRow(prefix, property, value);
                continue;
            }
            var name = prefix + property.Name + (member.Kind is JsonTypeInfoKind.Dictionary ? ":<name>" : "");
            var element = ElementOf(member);
            var members = (member.Kind is JsonTypeInfoKind.Object ? value : null) ?? element.CreateObject!();
            var other = IsListed(element, members);
            AddGroup(name, OptionAttribute.Of(property)!, other);
            if (other is null)
            {
                _listed[element.Type] = ($"{path}:{name}", members);
                AddRows(path, $"{name}:", element, members);
            }
        }
    }

    /// <param name="other">Where the same keys are listed; null if they follow.</param>
    private void AddGroup(string name, OptionAttribute option, string? other)
    {
        var keys = other is null ? "" : $" Its keys are those of `{other}`.";
        _text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {option.Meaning}{keys} | | object | |\n");
    }

    private void AddRow(string prefix, JsonPropertyInfo property, object? value)
    {
        var option = OptionAttribute.Of(property)!;
        var meaning = option.Meaning + Secrecy(option) + (option.Example is { } example ? $" Example: `{example}`." : "");
        var known = option.Default ?? DefaultOf(value);
        var change = option.NeedsRestart ? "restart" : "reload";
        _text.Append(
            CultureInfo.InvariantCulture,
            $"| `{prefix}{property.Name}` | {meaning} | {known} | {ValuesOf(option, property)} | {change} |\n"
        );
    }

    private string? IsListed(JsonTypeInfo type, object defaults) =>
        _listed.TryGetValue(type.Type, out var listed)
        && type.Properties.All(property => Equals(DefaultOf(property.Get!(listed.Defaults)), DefaultOf(property.Get!(defaults))))
            ? listed.Path
            : null;

    private static string Secrecy(OptionAttribute option) =>
        option switch
        {
            SecretAttribute { IsHash: true } => " Not secret, since these are hashes.",
            SecretAttribute { OnlyWith: { } text } => $" **Secret**, if it has `{text}`.",
            SecretAttribute { NamesEndingIn: [_, ..] endings } =>
                $" **Secret**, if the name ends in {string.Join(", ", endings.Select(ending => $"`{ending}`"))}.",
            SecretAttribute => " **Secret**.",
            _ => "",
        };

    private static string DefaultOf(object? value) =>
        value switch
        {
            bool flag => flag ? "`true`" : "`false`",
            TimeSpan time => $"`{OptionAttribute.Shown(time)}`",
            string text => $"`{text}`",
            Enum name => $"`{name}`",
            IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
            _ => "",
        };

    private static string ValuesOf(OptionAttribute option, JsonPropertyInfo property)
    {
        if (option.Values.Length > 0)
        {
            return string.Join(", ", option.Values.Select(value => $"`{value}`"));
        }
        var type = TypeOf(property);
        var kind = KindOf(Nullable.GetUnderlyingType(ElementOf(type).Type) ?? ElementOf(type).Type);
        var range = (option.Minimum, option.Maximum) switch
        {
            ({ } least, { } most) => $", `{least}` to `{most}`",
            ({ } least, null) => $", at least `{least}`",
            _ => "",
        };
        return type.Kind switch
        {
            JsonTypeInfoKind.Dictionary => $"object: name to {kind}{range}",
            JsonTypeInfoKind.Enumerable => $"list of {kind}s",
            _ => kind + range,
        };
    }

    private static string KindOf(Type type) =>
        type switch
        {
            _ when type == typeof(bool) => "`true`, `false`",
            _ when type == typeof(int) => "number",
            _ when type == typeof(double) => "fraction",
            _ when type == typeof(TimeSpan) => "time",
            _ when type.IsEnum => "list of texts",
            _ => "text",
        };

    private static bool HasKeys(JsonTypeInfo type) => type.Kind is JsonTypeInfoKind.Object;

    private static JsonTypeInfo TypeOf(JsonPropertyInfo property) => property.Options.GetTypeInfo(property.PropertyType);

    /// <summary>What a dictionary or a list has; otherwise the type itself.</summary>
    private static JsonTypeInfo ElementOf(JsonTypeInfo type) => type.ElementType is { } element ? type.Options.GetTypeInfo(element) : type;
}
