using System.Net;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Secrecy;

namespace CiamGateway.Connections.Proxies;

/// <summary>Reads which proxy a token client or a cluster goes through.</summary>
internal static class OutboundProxyReader
{
    private const string Direct = "none";
    private const string Fix = "write \"http://proxy.example.com:3128\", or \"none\".";

    private static readonly string[] Schemes = ["http", "https", "socks5"];

    /// <param name="path">The path of the options.</param>
    public static OutboundProxy Read(string path, ProxyOptions options, ConfigurationReading reading)
    {
        var password = new SecretReference($"{path}:{nameof(options.Password)}", options.Password, options.PasswordFile);
        var addressPath = $"{path}:{nameof(options.Address)}";
        var address = ReadAddress(addressPath, options.Address, reading);
        if (address?.UserInfo.Length > 0)
        {
            reading.Report(addressPath, "carries a user name, which would show in logs.", "set UserName and PasswordFile beside it.");
        }
        var secret = password.IsGiven ? password.Read(reading) : null;
        if (address is null && (password.IsGiven || !string.IsNullOrEmpty(options.UserName)))
        {
            reading.Report(addressPath, "is missing beside the proxy's credentials.", Fix);
        }
        if (password.IsGiven == string.IsNullOrEmpty(options.UserName))
        {
            reading.Report(
                $"{path}:{nameof(options.UserName)}",
                password.IsGiven ? "is missing beside the password." : "has no password beside it.",
                "set both UserName and PasswordFile, or none of them."
            );
        }
        var credential = secret is null ? null : new NetworkCredential(options.UserName, secret.Reveal());
        if (credential is not null)
        {
            KnownSecrets.Keep(credential, secret!);
        }
        return address is not null ? new OutboundProxy(new WebProxy(address) { Credentials = credential }, addressPath)
            : IsDirect(options.Address) ? new OutboundProxy(proxy: null, addressPath)
            : OutboundProxy.OfEnvironment;
    }

    /// <returns>Null if the value is empty or "none", or is reported.</returns>
    public static Uri? ReadAddress(string path, string? value, ConfigurationReading reading)
    {
        if (string.IsNullOrEmpty(value) || IsDirect(value))
        {
            return null;
        }
        if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || !Schemes.Contains(address.Scheme) || address.Host.Length == 0)
        {
            reading.Report(path, "is not the address of a proxy: http, https or socks5, and a host.", Fix);
            return null;
        }
        if (ProxyAddress.IsNumber(address))
        {
            reading.Report(path, ProxyAddress.NumberFault(address), Fix);
            return null;
        }
        return ProxyAddress.WithPort(address);
    }

    private static bool IsDirect(string? value) => Direct.Equals(value, StringComparison.OrdinalIgnoreCase);
}
