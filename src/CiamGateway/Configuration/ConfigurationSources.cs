using System.Text.Json;

namespace CiamGateway.Configuration;

/// <summary>Reads every source in the order in which later ones win: appsettings.json, route files, <c>--config</c> files, environment, command line.</summary>
internal sealed class ConfigurationSources(ConfigurationArguments arguments, ConfigurationReading reading)
{
    private const string DefaultRouteFile = "config/routes.json";

    /// <returns>The settings of all sources, first with each source as a provider of its own.</returns>
    public static (IConfigurationRoot BySource, IndexedConfiguration Merged) Read(ConfigurationArguments arguments, ConfigurationReading reading) =>
        new ConfigurationSources(arguments, reading).Read();

    private (IConfigurationRoot BySource, IndexedConfiguration Merged) Read()
    {
        var settings = ReadFile(Path.Combine(arguments.ContentRoot, "appsettings.json"), isOptional: true);
        var named = arguments.Files.Select(file => ReadFile(Path.GetFullPath(file), isOptional: false)).ToList();
        var routes = RouteFiles(Combine([settings, .. named]))
            .Select(file => ReadFile(Path.GetFullPath(file.Name, arguments.ContentRoot), file.IsOptional));
        List<Source> files = [settings, .. routes, .. named];
        files.ForEach(file => reading.Origins.Add(file.Name, file.Settings, file.File));
        var merged = Merge(files);
        foreach (var (name, add) in Others)
        {
            var builder = new ConfigurationBuilder();
            add(builder);
            var other = builder.Build();
            reading.Origins.Add(name, other);
            foreach (var (key, value) in other.AsEnumerable().Where(setting => setting.Value is not null))
            {
                merged[key] = value;
            }
        }
        return (Combine(files), new IndexedConfiguration(merged));
    }

    private static Dictionary<string, string?> Merge(IEnumerable<Source> files)
    {
        var merged = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in files.SelectMany(file => file.Settings.Settings))
        {
            if (!string.IsNullOrEmpty(value))
            {
                merged[key] = value;
            }
            else
            {
                merged.TryAdd(key, null);
            }
        }
        return merged;
    }

    private static List<(string Name, bool IsOptional)> RouteFiles(IConfigurationRoot configuration)
    {
        var named = configuration.GetSection($"{GatewayOptions.Section}:{nameof(GatewayOptions.RouteFiles)}")
            .GetChildren()
            .Where(file => !string.IsNullOrEmpty(file.Value))
            .Select(file => (file.Value!, false))
            .ToList();
        return named.Count > 0 ? named : [(DefaultRouteFile, true)];
    }

    /// <summary>What wins over files, in this order. An empty value counts here, while one in a file is as if it were not there.</summary>
    private List<(string Name, Action<IConfigurationBuilder> Add)> Others =>
    [
        ("environment", builder => _ = arguments.ReadEnvironment ? builder.AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables() : builder),
        ("command line", builder => builder.AddCommandLine([.. arguments.Overrides])),
        ("settings", builder => builder.AddInMemoryCollection(arguments.Settings)),
    ];

    private IConfigurationRoot Combine(IEnumerable<Source> files)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in files)
        {
            builder.AddConfiguration(file.Settings);
        }
        Others.ForEach(other => other.Add(builder));
        return builder.Build();
    }

    private Source ReadFile(string path, bool isOptional)
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
                Report(new ConfigurationPlace(name), "the file does not exist.", "correct the path, or create the file.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report(new ConfigurationPlace(name), $"the file cannot be read by the user '{Environment.UserName}'.", "give that user read permission.");
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            ReportSyntax(name, exception);
        }
        return new Source(name, new IndexedConfiguration([]));
    }

    private void ReportSyntax(string name, Exception exception)
    {
        if ((exception as JsonException ?? exception.InnerException as JsonException) is { } syntax)
        {
            Report(new ConfigurationPlace(name, syntax.LineNumber + 1, syntax.BytePositionInLine + 1), $"is not JSON: {FirstSentence(syntax.Message)}", "correct the JSON at this line and column.");
        }
        else
        {
            Report(new ConfigurationPlace(name), $"is not usable: {exception.Message}", "correct the file.");
        }
    }

    private void Report(ConfigurationPlace place, string message, string cure) => reading.Problems.Add(new ConfigurationProblem("", message, cure) { Place = place });

    /// <summary>The path as an operator in the folder of appsettings.json would write it.</summary>
    private string ShortName(string path)
    {
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
