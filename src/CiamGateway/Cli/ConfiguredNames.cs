using System.CommandLine.Completions;

namespace CiamGateway.Cli;

/// <summary>Completes names that the configuration has. It is read only when a shell asks.</summary>
internal sealed class ConfiguredNames(ConfigurationOption configuration)
{
    private static readonly string[] UsualMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public IEnumerable<CompletionItem> Callers(CompletionContext context) => Items(context, read => read.Options.Callers.Keys);

    public IEnumerable<CompletionItem> TokenClients(CompletionContext context) => Items(context, read => read.Options.TokenClients.Keys);

    public IEnumerable<CompletionItem> Clusters(CompletionContext context) =>
        Items(context, read => read.Root.GetSection($"{SectionNames.Proxy}:Clusters").GetChildren().Select(cluster => cluster.Key));

    /// <summary>The paths of routes as the configuration writes them, with the names of their parameters.</summary>
    public IEnumerable<CompletionItem> Paths(CompletionContext context) =>
        Items(context, read => Routes(read).Select(route => route["Match:Path"]).OfType<string>());

    public IEnumerable<CompletionItem> Methods(CompletionContext context) =>
        Items(context, read =>
            Routes(read)
                .SelectMany(route => route.GetSection("Match:Methods").GetChildren())
                .Select(method => method.Value!)
                .DefaultIfEmpty("")
                .Concat(UsualMethods)
                .Where(method => method.Length > 0)
        );

    private static IEnumerable<IConfigurationSection> Routes(GatewayConfiguration read) =>
        read.Root.GetSection($"{SectionNames.Proxy}:Routes").GetChildren();

    private IEnumerable<CompletionItem> Items(CompletionContext context, Func<GatewayConfiguration, IEnumerable<string>> names)
    {
        try
        {
            var read = GatewayConfiguration.Load(configuration.Read(context.ParseResult));
            return [.. names(read).Distinct().Order(StringComparer.Ordinal).Select(name => new CompletionItem(name))];
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            // A shell that completes shows no messages.
            return [];
        }
    }
}
