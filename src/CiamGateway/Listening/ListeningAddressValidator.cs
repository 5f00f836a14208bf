using CiamGateway.Configuration.Loading;

namespace CiamGateway.Listening;

/// <summary>The rules for the addresses of all listeners: what Kestrel would refuse at the start, or take for another address.</summary>
internal static class ListeningAddressValidator
{
    public static void WarnOfIgnoredUrls(IConfiguration root, ConfigurationReading reading)
    {
        // An image sets it in the environment for all who do not name listeners.
        if (
            ListeningAddresses.AreUrlsIgnored(root)
            && reading.Origins.SourceOf(ListeningAddresses.UrlsKey) is not { Name: ConfigurationSource.Environment }
        )
        {
            reading.Warn(
                ListeningAddresses.UrlsKey,
                $"is not used, because {KestrelOptions.Section}:{nameof(KestrelOptions.Endpoints)} names the listeners.",
                $"remove {ListeningAddresses.UrlsKey}, "
                    + $"or add its address as {ListeningAddresses.SectionOf("<name>")}:{nameof(EndpointOptions.Url)}."
            );
        }
    }

    public static void Check(IEnumerable<ListeningAddress> addresses, ConfigurationReading reading)
    {
        var taken = new Dictionary<string, ListeningAddress>(StringComparer.OrdinalIgnoreCase);
        foreach (var address in addresses)
        {
            if (ListeningAddress.Parse(address.Url) is not { } binding)
            {
                reading.Report(
                    address.Path,
                    ListeningAddress.HasName(address.Url)
                        ? $"'{address.Url}' has a name, which Kestrel takes for every address there is."
                        : $"'{address.Url}' is not a scheme, an address and a port.",
                    $"write \"{address.DefaultUrl}\", or * in place of the address for every one."
                );
            }
            else if (binding is { IsUnixPipe: false, Port: not 0 } && !taken.TryAdd($"{binding.Host}:{binding.Port}", address))
            {
                reading.Report(
                    address.Path,
                    $"'{address.Url}' is where {taken[$"{binding.Host}:{binding.Port}"].Path} listens, too.",
                    "use another port, or remove one of them."
                );
            }
        }
    }
}
