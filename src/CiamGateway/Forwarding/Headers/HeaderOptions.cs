using CiamGateway.Configuration.Schema;

namespace CiamGateway.Forwarding.Headers;

/// <summary>Which headers pass the gateway in one direction, apart from what it decides by itself.</summary>
internal sealed class HeaderOptions
{
    [Option(
        "Names of headers that pass although the gateway withholds them by default. A name may end in *.",
        Example = "[ \"X-Forwarded-*\" ]"
    )]
    public IReadOnlyList<string> Allow { get; set; } = [];

    [Option("Names of further headers to withhold. A name may end in *.", Example = "[ \"X-Internal-*\" ]")]
    public IReadOnlyList<string> Remove { get; set; } = [];
}
