namespace CiamGateway.Configuration;

/// <summary>Where the callers' listeners stand in the configuration: Kestrel's endpoints, or else <c>Urls</c>.</summary>
internal static class ListeningAddresses
{
    /// <summary>The name of the endpoint that is not the callers'.</summary>
    public const string Management = "Management";

    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>Each address with its path in the configuration.</summary>
    public static IEnumerable<(string Path, string Url)> Of(IConfiguration root) => Endpoints(root) is { Count: > 0 } endpoints
        ? endpoints.Select(endpoint => ($"{endpoint.Path}:Url", endpoint["Url"] ?? ""))
        : Urls(root).Select(url => ("Urls", url));

    /// <summary>Kestrel's own endpoints for callers.</summary>
    public static IReadOnlyList<IConfigurationSection> Endpoints(IConfiguration root) =>
        [.. root.GetSection("Kestrel:Endpoints").GetChildren().Where(endpoint => !endpoint.Key.Equals(Management, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The addresses that count where there are no such endpoints.</summary>
    public static string[] Urls(IConfiguration root) =>
        (root["Urls"] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
