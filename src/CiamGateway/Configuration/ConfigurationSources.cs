using System.Text.Json;

namespace CiamGateway.Configuration;

/// <summary>Reads every source in the order in which later ones win: appsettings.json, route files, <c>--config</c> files, environment, command line.</summary>
internal static class ConfigurationSources
{
    private const string DefaultRouteFile = "config/routes.json";

    public static IConfigurationRoot Read(ConfigurationArguments arguments, ConfigurationReading reading)
    {
        var settings = ReadFile(Path.Combine(arguments.ContentRoot, "appsettings.json"), isOptional: true, reading);
        var named = arguments.Files.Select(file => ReadFile(Path.GetFullPath(file), isOptional: false, reading)).ToList();
        var routes = RouteFiles(Combine([settings, .. named], arguments))
            .Select(file => ReadFile(Path.GetFullPath(file.Name, arguments.ContentRoot), file.IsOptional, reading));
        return Combine([settings, .. routes, .. named], arguments);
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

    private static IConfigurationRoot Combine(IEnumerable<IConfiguration> files, ConfigurationArguments arguments)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in files)
        {
            builder.AddConfiguration(file);
        }
        if (arguments.ReadEnvironment)
        {
            builder.AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables();
        }
        return builder.AddCommandLine([.. arguments.Overrides]).AddInMemoryCollection(arguments.Settings).Build();
    }

    private static IConfigurationRoot ReadFile(string path, bool isOptional, ConfigurationReading reading)
    {
        reading.Files.Add(path);
        try
        {
            using var stream = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            if (!isOptional)
            {
                reading.Report(path, "the file does not exist.", "correct the path, or create the file.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reading.Report(path, $"the file cannot be read by the user '{Environment.UserName}'.", "give that user read permission.");
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            reading.Problems.Add(SyntaxProblem(path, exception));
        }
        return new ConfigurationBuilder().Build();
    }

    private static ConfigurationProblem SyntaxProblem(string path, Exception exception) =>
        (exception as JsonException ?? exception.InnerException as JsonException) is { } syntax
            ? new($"{path}:{syntax.LineNumber + 1}:{syntax.BytePositionInLine + 1}", $"is not JSON: {FirstSentence(syntax.Message)}", "correct the JSON at this line and column.")
            : new(path, $"is not usable: {exception.Message}", "correct the file.");

    /// <summary>The parser's sentence without the line and position that follow it, counted from zero.</summary>
    private static string FirstSentence(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }
}
