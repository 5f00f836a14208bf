using System.ComponentModel;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Connections.Proxies;

/// <summary>The HTTP proxy on the way out.</summary>
internal sealed class ProxyOptions
{
    [Description(
        "The HTTP proxy on the way there, such as http://proxy.example.com:3128, or none. Default: what HTTPS_PROXY, "
            + "HTTP_PROXY and NO_PROXY say."
    )]
    public string? Address { get; set; }

    [Description("The user name for the proxy, where it asks for one.")]
    public string? UserName { get; set; }

    [Description("The password for the proxy. Better kept in a file (PasswordFile).")]
    [Secret]
    public string? Password { get; set; }

    [Description("A file that holds that password.")]
    public string? PasswordFile { get; set; }
}
