using CiamGateway.Callers.OpenCalls;
using CiamGateway.Callers.Policies;
using CiamGateway.Callers.Schemes;
using CiamGateway.Listening;
using CiamGateway.Listening.Strangers;
using CiamGateway.Telemetry;

namespace CiamGateway.Callers;

/// <summary>
/// Finds out who calls. Everything that is presented must be right and name the same caller; what is wrong is refused here, even where
/// nothing would have been required.
/// </summary>
internal sealed class CallerAuthenticationMiddleware(
    RequestDelegate next,
    CurrentCallers callers,
    IEnumerable<ICallerScheme> schemes,
    CallerRefusals refusals,
    UnprovenConnections unproven,
    OpenCallRegistry openCalls
)
{
    private readonly ICallerScheme[] _schemes = [.. schemes];

    public Task InvokeAsync(HttpContext context)
    {
        var before = (callers.Current, callers.Outgoing);
        var identifying = IdentifyAsync(context, before.Current);
        return identifying.IsCompletedSuccessfully
            ? ContinueAsync(context, identifying.Result, before, hasWaited: false)
            : WaitAsync(context, identifying, before);
    }

    /// <summary>If the configuration has changed meanwhile, a caller must be known to the new one, too.</summary>
    private async Task WaitAsync(
        HttpContext context,
        ValueTask<Identification> identifying,
        (CallerDirectory Directory, AccessSettings? Outgoing) before
    )
    {
        var (identification, directory) = (await identifying, before.Directory);
        while (identification.Caller is not null && callers.Current is var current && !ReferenceEquals(current, directory))
        {
            directory = current;
            identification = await IdentifyAsync(context, directory);
        }
        await ContinueAsync(context, identification, before, hasWaited: true);
    }

    private Task ContinueAsync(
        HttpContext context,
        Identification identification,
        (CallerDirectory Directory, AccessSettings? Outgoing) before,
        bool hasWaited
    )
    {
        if (identification.Refusal is { } refusal)
        {
            refusals.RefuseUnknown(context, refusal);
            return Task.CompletedTask;
        }
        if (identification.Caller is { } caller)
        {
            RequestFacts.Of(context).Caller = caller.Name;
            if (unproven.Any)
            {
                context.Features.Get<ListenerConnection>()?.Stranger?.Prove();
            }
            context.Features.Set(caller.Settings);
            if (!WasAdmitted(context, caller.Settings, before))
            {
                refusals.RefuseKnown(context, caller.Name, CallerAuthorizationMiddleware.PolicyOf(context.GetEndpoint()));
                return Task.CompletedTask;
            }
        }
        return context.Features.Get<ConnectionCalls>() is { } calls
            ? openCalls.ServeAsync(context, calls, identification, hasWaited, next)
            : next(context);
    }

    /// <summary>
    /// Whether the caller was admitted by the policies at the time when the route was chosen, in case a reload replaced them while the
    /// password was checked. The current policies are applied after this.
    /// </summary>
    private bool WasAdmitted(HttpContext context, CallerSettings caller, (CallerDirectory Directory, AccessSettings? Outgoing) before)
    {
        return By(before.Outgoing) && (ReferenceEquals(before.Directory, callers.Current) || By(before.Directory.Access));

        bool By(AccessSettings? judge) =>
            judge is null
            || CallerAuthorizationMiddleware.PolicyOf(context.GetEndpoint()) is var policy
                && (!judge.Knows(policy) || judge.Admits(policy, caller));
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
                found =
                    found.Credential is { } proof && identification.Credential is { } further
                        ? identification with
                        {
                            Credential = new TwoCredentials(proof, further),
                        }
                        : identification;
            }
        }
        if (found.Caller is null)
        {
            return new(directory.FindByNetwork(SourceAddress.Of(context)), null);
        }
        var settings = found.Caller.Settings;
        return settings.MayCallFrom(settings.IsBound ? SourceAddress.Of(context) : null) ? found : Refusal.OutsideNetworksOf(settings.Name);
    }
}
