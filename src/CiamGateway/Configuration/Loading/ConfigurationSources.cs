using System.Text.Json;
using CiamGateway.Configuration.Checking;
using CiamGateway.Secrecy;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileSystemGlobbing;

namespace CiamGateway.Configuration.Loading;

/// <summary>
/// Reads every source in the order in which later ones win: the host's variables (<c>ASPNETCORE_URLS</c>), appsettings.json, route files,
/// <c>--config</c> files, environment, command line.
/// </summary>
internal sealed class ConfigurationSources(ConfigurationArguments arguments, ConfigurationReading reading)
{
    private const string DefaultRouteFile = "config/routes.json";

    public static IndexedConfiguration Read(ConfigurationArguments arguments, ConfigurationReading reading) =>
        new ConfigurationSources(arguments, reading).Read();

    private IndexedConfiguration Read()
    {
        var settings = ReadFile(Path.Combine(arguments.ContentRoot, "appsettings.json"), isOptional: true);
        var named = arguments.Files.Select(file => ReadFile(Path.GetFullPath(file), isOptional: false)).ToList();
        var others = Others.ConvertAll(other => new Source(other.Name, Given(other.Settings)));
        var routes = RouteFiles(Merge([settings, .. named, .. others]))
            .DistinctBy(file => file.Path)
            .Select(file => ReadFile(file.Path, file.IsOptional, file.Key, file.Written))
            .ToList();
        var host = new Source(ConfigurationSource.Environment, Given(Variables("ASPNETCORE_")));
        List<Source> sources = [host, settings, .. routes, .. named, .. others];
        sources.ForEach(source => reading.Origins.Add(source.Name, source.Settings, source.File));
        reading.IsComplete = reading.Problems.Count == 0;
        RepeatedIds.Check([.. routes.Select(file => (file.Name, file.Settings))], reading);
        return Merge(sources);
    }

    /// <summary>An empty value in a file is as if it were not there, except in a transform. Elsewhere it counts.</summary>
    private static IndexedConfiguration Merge(IReadOnlyCollection<Source> sources)
    {
        var merged = new Dictionary<string, string?>(
            sources.Sum(source => source.Settings.Settings.Count),
            StringComparer.OrdinalIgnoreCase
        );
        foreach (var source in sources)
        {
            foreach (var (key, value) in source.Settings.Settings)
            {
                var counts = source.File is null || IsOfTransform(key) ? value is not null : !string.IsNullOrEmpty(value);
                if (counts || !merged.ContainsKey(key))
                {
                    merged[key] = counts ? value : null;
                }
            }
        }
        return new IndexedConfiguration(merged);
    }

    private static bool IsOfTransform(string key) =>
        key.StartsWith("ReverseProxy:Routes:", StringComparison.OrdinalIgnoreCase)
        && key.Contains(":Transforms:", StringComparison.OrdinalIgnoreCase);

    /// <returns>The full paths, in the order in which later files win.</returns>
    private List<(string Path, bool IsOptional, string? Key, string Written)> RouteFiles(IndexedConfiguration configuration)
    {
        var named = configuration
            .GetSection($"{GatewayOptions.Section}:{nameof(GatewayOptions.RouteFiles)}")
            .GetChildren()
            .Where(file => !string.IsNullOrEmpty(file.Value))
            .SelectMany(file =>
                from path in file.Value!.Contains('*', StringComparison.Ordinal) ? Matches(file.Value, file.Path) : [file.Value]
                select (Path.GetFullPath(path, arguments.ContentRoot), false, (string?)file.Path, file.Value)
            )
            .ToList();
        return named.Count > 0 ? named : [(Path.GetFullPath(DefaultRouteFile, arguments.ContentRoot), true, null, DefaultRouteFile)];
    }

    /// <summary>
    /// The files that a pattern with <c>*</c> or <c>**</c> matches, by their names. Its folder is watched, so that new files are read.
    /// </summary>
    private List<string> Matches(string pattern, string key)
    {
        var fixedPart = pattern[..(pattern.LastIndexOf('/', pattern.IndexOf('*', StringComparison.Ordinal)) + 1)];
        var folder = Path.GetFullPath(fixedPart, arguments.ContentRoot);
        reading.Files.Add(folder);
        var files = new Matcher()
            .AddInclude(pattern[fixedPart.Length..])
            .GetResultsInFullPath(folder)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (files.Count == 0)
        {
            reading.Report(key, $"'{pattern}' matches no file in '{folder}'.", $"correct {key}, or mount the files.");
        }
        return files;
    }

    /// <summary>What wins over files, in this order.</summary>
    private List<(string Name, IConfigurationBuilder Settings)> Others =>
        [
            (ConfigurationSource.Environment, Variables("")),
            (ConfigurationSource.CommandLine, new ConfigurationBuilder().AddCommandLine([.. arguments.Overrides])),
            ("settings", new ConfigurationBuilder().AddInMemoryCollection(arguments.Settings)),
        ];

    private IConfigurationBuilder Variables(string prefix) =>
        arguments.ReadEnvironment ? new ConfigurationBuilder().AddEnvironmentVariables(prefix) : new ConfigurationBuilder();

    private static IndexedConfiguration Given(IConfigurationBuilder settings) =>
        new(settings.Build().AsEnumerable().Where(setting => setting.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase));

    /// <param name="key">The key that names the file; null if no key does.</param>
    /// <param name="written">What the key says.</param>
    private Source ReadFile(string path, bool isOptional, string? key = null, string written = "")
    {
        reading.Files.Add(path);
        var name = ShortName(path);
        try
        {
            using var stream = File.OpenRead(path);
            return new Source(name, new IndexedConfiguration(JsonSettings.Read(stream)), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            if (!isOptional)
            {
                Report(new ConfigurationPlace(name), "the file does not exist.", MissingFile.Fix(key, written));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var (message, fix) = Directory.Exists(path)
                ? ("is a folder.", MissingFile.FixOfFolder(key, written))
                : ($"the file cannot be read by the user '{ProcessUser.Name}'.", ConfigurationReading.ReadPermission);
            Report(new ConfigurationPlace(name), message, fix);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            ReportSyntax(name, path, exception);
        }
        return new Source(name, new IndexedConfiguration([]));
    }

    private void ReportSyntax(string name, string path, Exception exception)
    {
        if (FormOf(path) is { } form)
        {
            Report(new ConfigurationPlace(name), form.Message, form.Fix);
        }
        else if (JsonPositions.Read(path).Repeated is { } repeated)
        {
            reading.Problems.Add(
                new ConfigurationProblem(repeated.Path, "is given a second time in the same object.", "remove one of the two.")
                {
                    Place = new ConfigurationPlace(name, repeated.Line, repeated.Column),
                }
            );
        }
        else if ((exception as JsonException ?? exception.InnerException as JsonException) is { } syntax)
        {
            var place = new ConfigurationPlace(name, syntax.LineNumber + 1, syntax.BytePositionInLine + 1);
            var (cause, fix) = JsonMistake.Of(File.ReadAllText(path))
                ?? (FirstSentence(ForeignText.Of(syntax).ToString()), "correct the JSON at this line and column.");
            Report(place, $"is not JSON: {cause}", fix);
        }
        else
        {
            Report(new ConfigurationPlace(name), $"is not usable: {ForeignText.Of(exception)}", "write one JSON object in braces.");
        }
    }

    /// <returns>The problem of a file that is no JSON document; null if it is JSON with a mistake.</returns>
    private static (string Message, string Fix)? FormOf(string path)
    {
        var text = File.ReadAllText(path).Trim();
        var isYaml = Path.GetExtension(path).ToUpperInvariant() is ".YAML" or ".YML" && text is not ['{', ..];
        return text.Length == 0 ? ("the file is empty.", "write a JSON object in braces into it, or remove the file.")
            : isYaml || text.StartsWith("---", StringComparison.Ordinal) ? ("is YAML, and the gateway reads JSON.", "convert it to JSON.")
            : text[0] == '[' ? ("is a list, and a configuration file is an object.", "write one JSON object in braces.")
            : null;
    }

    private void Report(ConfigurationPlace place, string message, string fix) =>
        reading.Problems.Add(new ConfigurationProblem("", message, fix) { Place = place });

    /// <summary>
    /// The path as an operator in the folder of appsettings.json would write it; the full path if that is the program's own folder.
    /// </summary>
    private string ShortName(string path)
    {
        if (arguments.IsProgramFolder)
        {
            return path;
        }
        var relative = Path.GetRelativePath(arguments.ContentRoot, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>The parser's sentence without the line and position that follow it, counted from zero.</summary>
    private static string FirstSentence(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }

    private sealed record Source(string Name, IndexedConfiguration Settings, string? File = null);
}

/// <summary>The settings of a JSON file, as .NET's own reader has them.</summary>
internal sealed class JsonSettings : JsonStreamConfigurationProvider
{
    private JsonSettings(Stream file)
        : base(new JsonStreamConfigurationSource { Stream = file }) { }

    public static Dictionary<string, string?> Read(Stream file)
    {
        var reader = new JsonSettings(file);
        reader.Load();
        return reader.Data as Dictionary<string, string?> ?? new(reader.Data, StringComparer.OrdinalIgnoreCase);
    }
}
