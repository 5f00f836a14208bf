using CiamGateway.Configuration.Loading;
using CiamGateway.Listening;

namespace CiamGateway.Callers;

/// <summary>The rules for the listeners of callers: the gateway must be able to authenticate everyone who can reach one.</summary>
internal static class ListeningValidator
{
    public static void Check(
        IReadOnlyCollection<ListeningAddress> addresses,
        AnonymousCallers anonymous,
        Dictionary<string, CallerOptions> callers,
        ConfigurationReading reading
    )
    {
        if (addresses.Count == 0)
        {
            reading.Report(
                ListeningAddresses.UrlsKey,
                "names no address, so no caller could connect.",
                $"write \"{ListeningAddresses.DefaultUrl}\"."
            );
        }
        var listening = addresses.Select(address => (address.Path, address.Url, Binding: ListeningAddress.Parse(address.Url))).ToList();
        foreach (var (path, url, binding) in listening)
        {
            if (
                binding is not null
                && callers.Count == 0
                && anonymous is not AnonymousCallers.Allowed
                && !(anonymous is AnonymousCallers.Loopback && ListeningAddress.IsLoopback(binding))
            )
            {
                reading.Report(
                    path,
                    $"'{url}' "
                        + (
                            ListeningAddress.IsLoopback(binding)
                                ? "could serve no caller: none is configured, and anonymous callers are denied."
                                : "listens beyond this machine, and no caller is configured that it could tell from a stranger."
                        ),
                    $"add callers under {CallerValidator.Section} ('ciam-gateway new-key NAME' makes a key), listen on loopback only, "
                        + $"or, to serve everybody, set {GatewayOptions.Section}:{nameof(GatewayOptions.AnonymousCallers)} to Allowed."
                );
            }
        }
        if (listening.All(address => address.Binding is not { Scheme: "https" }))
        {
            foreach (var name in callers.Where(caller => caller.Value.Certificates.Count > 0).Select(caller => caller.Key))
            {
                reading.Report(
                    $"{CallerValidator.Section}:{name}:{nameof(CallerOptions.Certificates)}",
                    "could never be presented: the gateway has no https listener.",
                    "add an endpoint with a certificate under Kestrel:Endpoints, such as \"Url\": \"https://*:8443\"."
                );
            }
        }
    }

    /// <summary>Warns of listeners on which credentials arrive unencrypted from other machines.</summary>
    public static void WarnOfPlainHttp(
        IEnumerable<ListeningAddress> addresses,
        Dictionary<string, CallerOptions> callers,
        ConfigurationReading reading
    )
    {
        if (callers.Values.All(caller => caller.ApiKeys.Count + caller.Passwords.Count == 0))
        {
            return;
        }
        foreach (var (_, path, url) in addresses)
        {
            if (ListeningAddress.Parse(url) is { Scheme: "http", IsUnixPipe: false } binding && !ListeningAddress.IsLoopback(binding))
            {
                reading.Warn(
                    path,
                    $"'{url}' takes API keys and passwords unencrypted from other machines.",
                    "use an https endpoint under Kestrel:Endpoints, or an address on loopback behind a proxy that ends TLS."
                );
            }
        }
    }
}
