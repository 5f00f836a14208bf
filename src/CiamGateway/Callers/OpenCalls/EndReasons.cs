namespace CiamGateway.Callers.OpenCalls;

/// <summary>
/// What a changed configuration took away from an open call: words for the metric and the log, and sentences for the caller.
/// </summary>
internal static class EndReasons
{
    public const string Caller = "caller";
    public const string Credential = "credential";
    public const string Network = "network";
    public const string Policy = "policy";
    public const string Route = "route";
    public const string TokenClient = "token_client";

    /// <returns>A sentence.</returns>
    public static string Describe(string reason) =>
        reason switch
        {
            Caller => "The configuration no longer has the caller.",
            Credential => "The configuration no longer has the API key, password or certificate that the caller sent.",
            Network => "The address of the caller is no longer in its networks.",
            Policy => "The route's policy no longer admits the caller.",
            Route => "The configuration no longer has a route for the request.",
            _ => "The configuration no longer has the token client of the call.",
        };
}
