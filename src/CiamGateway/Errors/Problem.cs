namespace CiamGateway.Errors;

/// <summary>An entry of the catalogue: a failure that the gateway itself answers for.</summary>
/// <param name="Code">The stable name that callers may switch on.</param>
/// <param name="ProxyError">The error type of RFC 9209 §2.3 for the <c>Proxy-Status</c> header.</param>
internal sealed record Problem(string Code, int Status, string Title, string ProxyError);
