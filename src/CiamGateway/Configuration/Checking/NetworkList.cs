using System.Globalization;
using System.Net;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Checking;

/// <summary>
/// Reads networks in CIDR notation. A single address is a network of that address; an IPv4 network in the form of IPv6 is the IPv4 network.
/// </summary>
internal static class NetworkList
{
    /// <summary>The length of <c>::ffff:0:0/96</c> (RFC 4291 §2.5.5.2).</summary>
    private const int MappedPrefix = 96;

    /// <returns>Each network with its path.</returns>
    public static IReadOnlyList<(string Path, IPNetwork Value)> Read(string path, IReadOnlyList<string> texts, ConfigurationReading reading)
    {
        var networks = new List<(string, IPNetwork)>();
        foreach (var (element, text) in reading.Elements(path, texts))
        {
            if (Parse(element, text, reading) is { } network)
            {
                networks.Add((element, network));
            }
        }
        return networks;
    }

    /// <returns>The network, without bits beyond its prefix; null if the text is none.</returns>
    public static IPNetwork? TryParse(string text) => TryParse(text, out _);

    private static IPNetwork? Parse(string path, string text, ConfigurationReading reading)
    {
        if (TryParse(text, out var address) is not { } network)
        {
            reading.Report(
                path,
                $"'{text}' is not a network.",
                "write an address and a prefix length, such as \"10.1.0.0/16\" or \"2001:db8::/32\", or a single address."
            );
            return null;
        }
        if (!network.BaseAddress.Equals(address))
        {
            reading.Report(path, $"'{text}' has bits beyond its prefix.", $"write \"{network}\", or the single address \"{address}\".");
            return null;
        }
        if (network.PrefixLength == 0)
        {
            reading.Report(
                path,
                $"'{text}' is every address there is.",
                "write the networks that are meant; to serve everybody, set Gateway:AnonymousCallers to Allowed."
            );
            return null;
        }
        return network;
    }

    private static IPNetwork? TryParse(string text, out IPAddress address)
    {
        var parts = text.Split('/', 2);
        if (!TryReadAddress(parts[0], out address) || !TryReadLength(parts, address, out var length))
        {
            return null;
        }
        if (address.IsIPv4MappedToIPv6 && length >= MappedPrefix)
        {
            (address, length) = (address.MapToIPv4(), length - MappedPrefix);
        }
        return new IPNetwork(Masked(address, length), length);
    }

    /// <summary>Only the usual notation: .NET reads "10.1" and octal numbers, too.</summary>
    private static bool TryReadAddress(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!)
        && !text.Contains('%', StringComparison.Ordinal)
        && (text.Contains(':', StringComparison.Ordinal) || address.ToString() == text);

    /// <summary>A single address is as long as it can be.</summary>
    private static bool TryReadLength(string[] parts, IPAddress address, out int length)
    {
        var longest = length = 8 * address.GetAddressBytes().Length;
        return parts.Length == 1
            || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= longest);
    }

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(length - (8 * i), 0, 8));
        }
        return new IPAddress(bytes);
    }
}
