using CiamGateway.Configuration.Loading;
using Microsoft.Extensions.Primitives;

namespace CiamGateway.Callers;

/// <summary>
/// The rules for <c>AllowedHosts</c>, a key that ASP.NET Core programs share: names divided by semicolons, *.example.com for every name
/// below one, * for any.
/// </summary>
internal static class AllowedHostsValidator
{
    public const string Key = "AllowedHosts";

    private const string Any = "*";

    /// <returns>None where any host will do.</returns>
    public static IList<StringSegment> Check(IConfiguration root, ConfigurationReading reading)
    {
        var hosts = (root[Key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (
            var host in hosts.Where(host =>
                host != Any
                && Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) is UriHostNameType.Unknown
            )
        )
        {
            reading.Report(
                Key,
                $"'{host}' is not a host name.",
                "write names without scheme and port, such as \"gateway.example.com;*.internal.example.com\"."
            );
        }
        return hosts.Contains(Any) ? [] : [.. hosts.Select(host => new StringSegment(new HostString(host).ToUriComponent()))];
    }
}
