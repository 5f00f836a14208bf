using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>A whole gateway in front of an API that does what the test says.</summary>
internal sealed class GatewayBeforeUpstream : IAsyncDisposable
{
    private GatewayBeforeUpstream(SandboxGateway gateway, Upstream upstream)
    {
        Gateway = gateway;
        Upstream = upstream;
        Caller = Http.To(gateway.Address);
        Administrator = Http.To(gateway.Address, SandboxCaller.OpsConsole.ApiKey);
    }

    public SandboxGateway Gateway { get; }

    public Upstream Upstream { get; }

    /// <summary>Has no credential.</summary>
    public HttpClient Caller { get; }

    /// <summary>May call every route.</summary>
    public HttpClient Administrator { get; }

    public static async Task<GatewayBeforeUpstream> StartAsync(
        Uri tokenEndpoint,
        RequestDelegate answer,
        Dictionary<string, string?>? settings = null,
        string basePath = "/",
        Action<IServiceCollection>? substitute = null
    )
    {
        var upstream = await Upstream.StartAsync(answer);
        return new GatewayBeforeUpstream(
            await GatewayScenario.StartGatewayAsync(tokenEndpoint, new Uri(upstream.Address, basePath), settings, substitute),
            upstream
        );
    }

    /// <summary>Applies further settings, as a changed file does.</summary>
    /// <param name="changes">A key without a value is removed.</param>
    /// <param name="warnings">How many they deserve.</param>
    public async Task ReconfigureAsync(Dictionary<string, string?> changes, int warnings = 0)
    {
        var current = Gateway.Services.GetRequiredService<CurrentConfiguration>();
        var settings = new Dictionary<string, string?>(current.Current.Arguments.Settings);
        foreach (var (key, value) in changes)
        {
            settings[key] = value;
        }
        foreach (var gone in changes.Where(change => change.Value is null))
        {
            settings.Remove(gone.Key);
        }
        var candidate = await GatewayHost.ValidateAsync(GatewayConfiguration.Load(current.Current.Arguments with { Settings = settings }));
        Assert.Equal((0, warnings), (candidate.Errors.Count, candidate.Problems.Count));
        current.Apply(candidate.Gateway, () =>
            Gateway
                .Services.GetRequiredService<InMemoryConfigProvider>()
                .Update(candidate.ReadableProxy.Routes, candidate.ReadableProxy.Clusters)
        );
        current.Announce();
    }

    public async Task<string> MetricsAsync()
    {
        using var client = Http.To(Gateway.Management);
        return await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        Administrator.Dispose();
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
