using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CiamGateway.Secrecy;

namespace CiamGateway.Configuration.Checking;

/// <summary>Says what is wrong with a text that should be an http or https address.</summary>
internal static partial class WrittenAddress
{
    private const int LastPort = 65535;

    /// <param name="fix">What to write if no better fix is known.</param>
    /// <returns>Null if it is an absolute http or https address.</returns>
    public static (string Message, string Fix)? FaultOf(string written, string fix)
    {
        if (Uri.TryCreate(written, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return null;
        }
        var (shown, parts) = (ShownAddress.Of(written), Parts().Match(written.Trim()));
        return parts switch
        {
            { Success: true } when shown == "***" => ($"'{shown}' is not an absolute http or https address.", fix),
            { Success: true } when parts.Groups["host"].Value.Contains(':', StringComparison.Ordinal) => (
                $"'{shown}' has an IPv6 address without brackets.",
                $"write '{parts.Groups["scheme"].Value}://{Bracketed(parts.Groups["host"].Value)}{parts.Groups["rest"].Value}'."
            ),
            { Success: true } when IsBeyond(parts.Groups["port"].Value) => (
                $"'{shown}' has a port above {LastPort}.",
                $"write a port from 1 to {LastPort}."
            ),
            _ when Uri.TryCreate($"https://{written}", UriKind.Absolute, out var whole)
                    && whole.Host.Contains('.', StringComparison.Ordinal) => (
                $"'{shown}' is not an absolute http or https address: it has no scheme.",
                $"write 'https://{shown}'."
            ),
            _ => ($"'{shown}' is not an absolute http or https address.", fix),
        };
    }

    /// <summary>A last part of several decimal digits is taken for the port.</summary>
    private static string Bracketed(string host)
    {
        var end = host.LastIndexOf(':');
        var port = host[(end + 1)..];
        return port.Length > 1 && port.All(char.IsAsciiDigit) && IPAddress.TryParse(host[..end], out _)
            ? $"[{host[..end]}]:{port}"
            : $"[{host}]";
    }

    private static bool IsBeyond(string port) =>
        port.Length > 0 && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > LastPort);

    [GeneratedRegex(
        @"^(?<scheme>https?)://(?:(?<host>[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)"
            + @"|(?:[^/:?#\[\]]+|\[[^\]]*\])(?::(?<port>\d+))?)(?<rest>/.*)?$"
    )]
    private static partial Regex Parts();
}
