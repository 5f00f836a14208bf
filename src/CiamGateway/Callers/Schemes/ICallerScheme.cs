namespace CiamGateway.Callers.Schemes;

/// <summary>
/// One kind of credential. ASP.NET Core's own authentication schemes do not serve here: they take the first that succeeds, where all that
/// is presented must be right and agree.
/// </summary>
internal interface ICallerScheme
{
    ValueTask<Identification> IdentifyAsync(HttpContext context, CallerDirectory directory);
}
