namespace CiamGateway.Callers;

/// <summary>Tells changes that a browser asks for on behalf of another site's page, by what browsers say of themselves (Fetch Metadata). Where an address is enough, every page in a browser there has what it takes.</summary>
internal static class ForeignPage
{
    /// <summary>Whether the request may change something. A preflight changes nothing; what a WebSocket carries is unknown.</summary>
    public static bool IsChange(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) || request.Headers.Upgrade.Count > 0;

    public static bool Asks(HttpRequest request) =>
        IsChange(request) && request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "none" or "same-origin");
}
