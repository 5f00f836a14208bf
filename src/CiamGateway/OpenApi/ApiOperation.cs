namespace CiamGateway.OpenApi;

/// <summary>One operation of an API: what callers ask for, and which token it takes.</summary>
/// <param name="Path">The path as callers of the gateway write it, as a route pattern.</param>
/// <param name="Extension">What the document says to the gateway alone.</param>
internal sealed record ApiOperation(string Method, string Path, TokenChoice Token, ApiExtension Extension)
{
    /// <summary>The path as the document has it.</summary>
    public required string Source { get; init; }

    /// <summary>The path as callers write it, with the document's parameters; null if the cluster's address leads elsewhere.</summary>
    public required string? Target { get; init; }

    public override string ToString() => $"{Method} {Path}";
}
