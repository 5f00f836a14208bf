namespace CiamGateway.OpenApi;

/// <summary>One operation of an API: what callers ask for, and which token it takes.</summary>
/// <param name="Path">The path as callers of the gateway write it, as a route pattern.</param>
/// <param name="IsServed">Whether it is to be served: what the document or the command line leaves out on purpose is not.</param>
internal sealed record ApiOperation(string Method, string Path, TokenChoice Token, bool IsServed)
{
    public override string ToString() => $"{Method} {Path}";
}
