namespace CiamGateway.OpenApi;

/// <summary>One operation of an API: what callers ask for, and which token it takes.</summary>
/// <param name="Path">The path as callers of the gateway write it, as a route pattern.</param>
/// <param name="Extension">What the document says to the gateway alone.</param>
internal sealed record ApiOperation(string Method, string Path, TokenChoice Token, ApiExtension Extension)
{
    public override string ToString() => $"{Method} {Path}";
}
