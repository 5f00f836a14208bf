using System.ComponentModel;

namespace CiamGateway.Configuration.Loading;

/// <summary>How a changed configuration takes effect.</summary>
internal sealed class ReloadOptions
{
    [Description(
        "Whether a route whose access token changes goes on with the old token until the new one has come. Default true; "
            + "false applies the whole change at once, and calls wait for the token or fail."
    )]
    public bool WaitForTokens { get; set; } = true;
}
