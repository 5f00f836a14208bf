using CiamGateway.Configuration.Schema;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Connections.Proxies;

/// <summary>The HTTP proxy on the way out.</summary>
internal sealed class ProxyOptions
{
    [Option(
        "The address of the HTTP proxy, or none for a direct connection.",
        Default = "what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say",
        Example = "\"http://proxy.example.com:3128\""
    )]
    public string? Address { get; set; }

    [Option("The user name for the proxy, if it requires one.")]
    public string? UserName { get; set; }

    [Secret("The password for the proxy. Prefer a file (PasswordFile).")]
    public string? Password { get; set; }

    [Option("A file with that password.")]
    public string? PasswordFile { get; set; }
}
