using System.Net;

namespace CiamGateway.Listening;

/// <summary>The configuration path of a listener.</summary>
/// <param name="Name">Of Kestrel's endpoint.</param>
/// <param name="Path">The key that holds the address.</param>
internal sealed record ListeningAddress(string Name, string Path, string Url)
{
    private const int LastPort = 65535;

    /// <summary>The address that the gateway takes if none is configured, as an example of what to write.</summary>
    public string DefaultUrl { get; init; } = ListeningAddresses.DefaultUrl;

    public bool IsHttps => Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <returns>What Kestrel can listen on; null if it cannot. * and + mean every address.</returns>
    public static BindingAddress? Parse(string url) =>
        Read(url) is { Port: >= 0 and <= LastPort } binding && !IsName(binding) && !(IsLocalhost(binding) && binding.Port == 0)
            ? binding
            : null;

    /// <summary>Where this machine reaches it: a listener on every address is asked on loopback. Null for a Unix socket.</summary>
    public Uri? LocalAddress
    {
        get
        {
            var host = Url.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal);
            return !Uri.TryCreate(host, UriKind.Absolute, out var address) || address.Host.Length == 0 ? null
                : address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "localhost" }.Uri
                : address;
        }
    }

    /// <summary>Whether the address has a name in place of an address. Kestrel would listen on every address there is.</summary>
    public static bool HasName(string url) => Read(url) is { } binding && IsName(binding);

    /// <summary>Callers over a Unix socket are indistinguishable.</summary>
    public static bool IsLoopback(BindingAddress binding) =>
        IsLocalhost(binding) || (Address(binding) is { } address && IPAddress.IsLoopback(address));

    /// <returns>What Kestrel listens on for the address; of several, one may be missing on this machine.</returns>
    public static IReadOnlyList<IPEndPoint> EndPointsOf(BindingAddress binding) =>
        Address(binding) is { } address ? [new IPEndPoint(address, binding.Port)]
        : IsLocalhost(binding) ? [new IPEndPoint(IPAddress.Loopback, binding.Port), new IPEndPoint(IPAddress.IPv6Loopback, binding.Port)]
        : [new IPEndPoint(IPAddress.IPv6Any, binding.Port), new IPEndPoint(IPAddress.Any, binding.Port)];

    private static BindingAddress? Read(string url)
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

    private static bool IsName(BindingAddress binding) =>
        !(binding.IsUnixPipe || IsLocalhost(binding) || binding.Host is "*" or "+" || Address(binding) is not null);

    private static bool IsLocalhost(BindingAddress binding) => binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static IPAddress? Address(BindingAddress binding) =>
        IPAddress.TryParse(binding.Host.Trim('[', ']'), out var address) ? address : null;
}

/// <summary>The gateway's listeners: callers use Kestrel's endpoints, or <c>Urls</c> if there are none.</summary>
internal static class ListeningAddresses
{
    /// <summary>The name of the endpoint that is not the callers'.</summary>
    public const string Management = "Management";

    /// <summary>The key of the host's own, for listeners without names.</summary>
    public const string UrlsKey = "Urls";

    public const string DefaultUrl = "http://127.0.0.1:8080";
    private const string Endpoints = $"{KestrelOptions.Section}:{nameof(KestrelOptions.Endpoints)}";

    public static IEnumerable<ListeningAddress> OfCallers(IConfiguration root)
    {
        var endpoints = root.GetSection(Endpoints)
            .GetChildren()
            .Where(endpoint => !endpoint.Key.Equals(Management, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return endpoints.Count > 0
            ? endpoints.Select(endpoint => new ListeningAddress(
                endpoint.Key,
                $"{endpoint.Path}:{nameof(EndpointOptions.Url)}",
                endpoint[nameof(EndpointOptions.Url)] ?? ""
            ))
            : Urls(root).Select((url, i) => new ListeningAddress($"Gateway{(i == 0 ? "" : i)}", UrlsKey, url));
    }

    public static IEnumerable<ListeningAddress> All(IConfiguration root, ListeningAddress management) => OfCallers(root).Append(management);

    /// <summary>Whether <c>Urls</c> is given beside named endpoints, which Kestrel then uses alone.</summary>
    public static bool AreUrlsIgnored(IConfiguration root) =>
        root[UrlsKey] is { Length: > 0 } && OfCallers(root).Any(address => address.Path != UrlsKey);

    /// <summary>Kestrel's own section of a listener.</summary>
    public static string SectionOf(string name) => $"{Endpoints}:{name}";

    private static string[] Urls(IConfiguration root) =>
        (root[UrlsKey] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
