using System.Net;
using CiamGateway.Callers;

namespace CiamGateway.Management;

/// <summary>
/// Tells requests that a browser makes for somebody else's page from others: by what browsers say of themselves (Fetch Metadata, Origin),
/// and by the name that they address (DNS rebinding).
/// </summary>
internal static class RequestOrigin
{
    public static bool IsForeign(HttpRequest request) =>
        CrossSiteRequest.Asks(request) || (CrossSiteRequest.IsChange(request) && CrossSiteRequest.HasForeignOrigin(request));

    public static bool IsAddressedRightly(HttpRequest request, ManagementOptions management)
    {
        var host = request.Host.Host;
        return IPAddress.TryParse(host.Trim('[', ']'), out _)
            || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (Uri.TryCreate(management.Url, UriKind.Absolute, out var url) && url.Host.Equals(host, StringComparison.OrdinalIgnoreCase))
            || management.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
    }
}
