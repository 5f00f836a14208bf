using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;
using CiamGateway.Forwarding.Explanation;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CiamGateway;

/// <summary>
/// The gateway without a network: the stages that serve requests, in their order, with nothing that listens or sends, or asks for more
/// proof than the request has.
/// </summary>
internal sealed class DryRunGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RequestDelegate _pipeline;

    private DryRunGateway(WebApplication app)
    {
        _app = app;
        // The host would put this behind all stages when it starts; this one never does.
        app.UseEndpoints(_ => { });
        _pipeline = ((IApplicationBuilder)app).Build();
    }

    /// <summary>What would become of a request. Nothing is sent, and no server needs to be there.</summary>
    public static async Task<RequestExplanation> ExplainAsync(ValidatedConfiguration configuration, DryRunRequest request)
    {
        await using var dryRun = new DryRunGateway(GatewayHost.Build(configuration, services => Substitute(services, request)));
        return await dryRun.RunAsync(
            configuration.Gateway.Access.AllowedHosts is [var host, ..]
                ? request with
                {
                    Host = host.ToString().Replace("*", "any", StringComparison.Ordinal),
                }
                : request
        );
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Substitute(IServiceCollection services, DryRunRequest request)
    {
        services.AddLogging(logging => logging.ClearProviders());
        if (!request.PresentsCredential)
        {
            services.RemoveAll<ICallerScheme>();
        }
        services.AddSingleton<ICallerScheme>(new AssumedCaller(request.Caller?.Name));
        DryRunForwarding.Substitute(services);
    }

    private async Task<RequestExplanation> RunAsync(DryRunRequest request)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var context = request.ToContext();
        context.RequestServices = scope.ServiceProvider;
        await _pipeline(context);
        return await _app.Services.GetRequiredService<RequestExplainer>().ExplainAsync(request, context);
    }

    /// <summary>Identifies every request as the given caller's, without a credential.</summary>
    private sealed class AssumedCaller(string? caller) : ICallerScheme
    {
        public ValueTask<Identification> IdentifyAsync(HttpContext context, CallerDirectory directory) =>
            new(caller is not null && directory.FindByName(caller) is { } known ? known : Identification.None);
    }
}
