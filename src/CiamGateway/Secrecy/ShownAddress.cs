namespace CiamGateway.Secrecy;

/// <summary>An address as it may be shown: without user and query, which may hold a secret.</summary>
internal static class ShownAddress
{
    public static string Of(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Scheme, host and port.</summary>
    public static string OfServer(Uri address) => address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>In a text that is no address, the user part cannot be found.</summary>
    public static string Of(string written) =>
        Uri.TryCreate(written, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? Of(address)
        : written.AsSpan().ContainsAny('@', '?') ? "***"
        : written;
}
