using CiamGateway.Configuration.Schema;

namespace CiamGateway.Configuration.Loading;

/// <summary>How a changed configuration takes effect.</summary>
internal sealed class ReloadOptions
{
    [Option(
        "Whether a route whose access token changes keeps its old token until the new one arrives. If false, the "
            + "whole change applies at once, and calls wait for the token or fail."
    )]
    public bool WaitForTokens { get; set; } = true;
}
