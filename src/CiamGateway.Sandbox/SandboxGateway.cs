using CiamGateway.Configuration.Loading;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CiamGateway.Sandbox;

/// <summary>The gateway itself, in this process, with the settings it is given.</summary>
internal sealed class SandboxGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxGateway(WebApplication app) => _app = app;

    /// <summary>Where callers reach the gateway.</summary>
    public Uri Address => Addresses[0];

    /// <summary>Where operators reach it.</summary>
    public Uri Management => Addresses[1];

    public IServiceProvider Services => _app.Services;

    /// <summary>A gateway with the shipped routes.</summary>
    /// <exception cref="InvalidOperationException">The settings have problems; the message lists them.</exception>
    public static Task<SandboxGateway> StartAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken) =>
        StartAsync(AppContext.BaseDirectory, settings, cancellationToken);

    /// <summary>A gateway with the configuration files of a folder.</summary>
    /// <param name="substitute">Puts other services in the place of some.</param>
    /// <exception cref="InvalidOperationException">The settings have problems; the message lists them.</exception>
    public static async Task<SandboxGateway> StartAsync(
        string folder,
        IReadOnlyDictionary<string, string?> settings,
        CancellationToken cancellationToken,
        Action<IServiceCollection>? substitute = null
    )
    {
        var configuration = await GatewayHost.ValidateAsync(
            GatewayConfiguration.Load(
                new ConfigurationArguments
                {
                    ContentRoot = folder,
                    Settings = settings,
                    ReadEnvironment = false,
                }
            )
        );
        if (configuration.Errors is { Count: > 0 } errors)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
        }
        var app = GatewayHost.Build(configuration, substitute);
        await app.StartAsync(cancellationToken);
        return new SandboxGateway(app);
    }

    /// <summary>Kestrel binds its endpoints in the order of their names: Gateway, then Management.</summary>
    private List<Uri> Addresses =>
        [
            .. _app
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Select(address => new Uri(address)),
        ];

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => Readiness.WaitAsync(Management, cancellationToken);

    public ValueTask DisposeAsync() => _app.StopAndDisposeAsync();
}
