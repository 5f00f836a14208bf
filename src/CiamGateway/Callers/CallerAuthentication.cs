using CiamGateway.Configuration;
using CiamGateway.Telemetry;

namespace CiamGateway.Callers;

/// <summary>Finds out who calls. Everything that is presented must be right and name the same caller; what is wrong is refused here, even where nothing would have been required.</summary>
internal sealed class CallerAuthentication(RequestDelegate next, CallersInForce callers, IEnumerable<ICallerScheme> schemes, CallerRefusals refusals)
{
    private readonly ICallerScheme[] _schemes = [.. schemes];

    public Task InvokeAsync(HttpContext context)
    {
        var directory = callers.Current;
        var identifying = IdentifyAsync(context, directory);
        return identifying.IsCompletedSuccessfully ? ContinueAsync(context, identifying.Result) : WaitAsync(context, identifying, directory.Access);
    }

    /// <remarks>The route was chosen before the wait, and the policies of that time are for it.</remarks>
    private async Task WaitAsync(HttpContext context, ValueTask<Identification> identifying, AccessSettings access)
    {
        context.Features.Set(access);
        await ContinueAsync(context, await identifying);
    }

    private Task ContinueAsync(HttpContext context, Identification identification)
    {
        if (identification.Refusal is { } refusal)
        {
            refusals.RefuseUnknown(context, refusal);
            return Task.CompletedTask;
        }
        if (identification.Caller is { } caller)
        {
            RequestFacts.Of(context).Caller = caller.Name;
            context.User = caller.Principal;
            context.Features.Set(caller.Settings);
        }
        return next(context);
    }

    private async ValueTask<Identification> IdentifyAsync(HttpContext context, CallerDirectory directory)
    {
        var found = Identification.None;
        foreach (var scheme in _schemes)
        {
            var identification = await scheme.IdentifyAsync(context, directory);
            if (identification.Refusal is not null)
            {
                return identification;
            }
            if (identification.Caller is { } caller)
            {
                if (found.Caller is { } other && other != caller)
                {
                    return Refusal.Conflict;
                }
                found = caller;
            }
        }
        if (found.Caller is null)
        {
            return new(directory.FindByNetwork(SourceAddress.Of(context)), null);
        }
        var settings = found.Caller.Settings;
        return settings.MayCallFrom(settings.IsBound ? SourceAddress.Of(context) : null) ? found : Refusal.Network;
    }
}
