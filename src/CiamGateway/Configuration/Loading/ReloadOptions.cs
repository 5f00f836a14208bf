using CiamGateway.Configuration.Schema;

namespace CiamGateway.Configuration.Loading;

/// <summary>How a changed configuration takes effect.</summary>
internal sealed class ReloadOptions
{
    [Option(
        "Whether a route keeps its old access token until the new one arrives, if its token changes. If false, the "
            + "whole change applies at once, and calls wait for the token or fail."
    )]
    public bool WaitForTokens { get; set; } = true;
}
