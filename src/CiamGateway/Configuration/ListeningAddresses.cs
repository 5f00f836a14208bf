namespace CiamGateway.Configuration;

/// <summary>Where a listener stands in the configuration.</summary>
/// <param name="Name">Of Kestrel's endpoint.</param>
/// <param name="Path">The key that holds the address.</param>
internal sealed record ListeningAddress(string Name, string Path, string Url)
{
    public bool IsHttps => Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <returns>What Kestrel can listen on; nothing where it cannot. * and + stand for every address.</returns>
    public static BindingAddress? Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https", PathBase: "" } binding ? binding : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>The gateway's listeners: those of callers are Kestrel's endpoints, or else <c>Urls</c>.</summary>
internal static class ListeningAddresses
{
    /// <summary>The name of the endpoint that is not the callers'.</summary>
    public const string Management = "Management";

    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const string Endpoints = $"{KestrelOptions.Section}:{nameof(KestrelOptions.Endpoints)}";

    public static IEnumerable<ListeningAddress> OfCallers(IConfiguration root)
    {
        var endpoints = root.GetSection(Endpoints).GetChildren().Where(endpoint => !endpoint.Key.Equals(Management, StringComparison.OrdinalIgnoreCase)).ToList();
        return endpoints.Count > 0
            ? endpoints.Select(endpoint => new ListeningAddress(endpoint.Key, $"{endpoint.Path}:{nameof(EndpointOptions.Url)}", endpoint[nameof(EndpointOptions.Url)] ?? ""))
            : Urls(root).Select((url, i) => new ListeningAddress($"Gateway{(i == 0 ? "" : i)}", "Urls", url));
    }

    public static IEnumerable<ListeningAddress> All(IConfiguration root, ManagementOptions management) =>
        OfCallers(root).Append(new ListeningAddress(Management, $"{GatewayOptions.Section}:{nameof(GatewayOptions.Management)}:{nameof(management.Url)}", management.Url));

    /// <summary>Kestrel's own section of a listener.</summary>
    public static string SectionOf(string name) => $"{Endpoints}:{name}";

    private static string[] Urls(IConfiguration root) =>
        (root["Urls"] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
