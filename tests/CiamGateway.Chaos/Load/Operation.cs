namespace CiamGateway.Chaos.Load;

/// <summary>How the body of a call is sent.</summary>
internal enum BodyKind
{
    None,
    Small,

    /// <summary>More than the gateway keeps to send a call again.</summary>
    Large,
    Chunked,
}

/// <summary>A call that callers make, and the route that serves it.</summary>
/// <param name="Part">What the path has behind the side's name.</param>
/// <param name="Scope">What the scope has behind the side's name; null for a route that goes out without a token.</param>
/// <param name="Share">How often it is made, relative to the others.</param>
internal sealed record Operation(string Method, string Part, string? Scope, int Share, BodyKind Body = BodyKind.None)
{
    public static readonly IReadOnlyList<Operation> All =
    [
        new("GET", "items", "read", 30),
        new("GET", "items/7", "read", 20),
        new("GET", "plain", null, 5),
        new("GET", "rare", "rare", 1),
        new("POST", "items", "write", 10, BodyKind.Small),
        new("POST", "actions", "write", 8),
        new("PUT", "items/7", "write", 5, BodyKind.Small),
        new("PATCH", "items/7", "write", 5, BodyKind.Small),
        new("DELETE", "items/7", "delete", 5),
        new("POST", "uploads", "write", 2, BodyKind.Chunked),
        new("POST", "files", "write", 1, BodyKind.Large),
    ];

    public string Name => $"{Method} {Part}";

    /// <summary>RFC 9110 §9.2.2.</summary>
    public bool IsIdempotent => Method is "GET" or "PUT" or "DELETE";

    /// <summary>Whether the gateway can send it again after a 401.</summary>
    public bool CanBeRepeated => Body is BodyKind.None or BodyKind.Small;
}
