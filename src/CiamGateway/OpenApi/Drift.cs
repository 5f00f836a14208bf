namespace CiamGateway.OpenApi;

/// <summary>One thing in which an API's document and the configuration differ.</summary>
/// <param name="Kind">What differs: one of the constants.</param>
/// <param name="Document">What the document says.</param>
/// <param name="Configuration">What the configuration says.</param>
internal sealed record Drift(string Kind, string Method, string Path, string? Route, string? Document, string? Configuration)
{
    public const string NoRoute = "no_route";
    public const string NoOperation = "no_operation";
    public const string OtherScope = "other_scope";
}
