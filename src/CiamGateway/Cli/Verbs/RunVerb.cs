using System.Net.Sockets;
using System.Security.Cryptography;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Secrecy;
using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Cli.Verbs;

/// <summary><c>run</c>: serves until it is told to stop; does not start on a configuration with errors.</summary>
internal sealed class RunVerb : ConfigurationVerb
{
    public RunVerb(ConfigurationOption configuration)
        : base("run", "Serves.", "ciam-gateway run --config /etc/ciam-gateway/site.json") =>
        SetAction(
            (arguments, cancellationToken) =>
                ServeAsync(configuration.Read(arguments), arguments.InvocationConfiguration.Error, cancellationToken)
        );

    private static async Task<int> ServeAsync(ConfigurationArguments arguments, TextWriter messages, CancellationToken cancellationToken)
    {
        var configuration = await GatewayHost.ValidateAsync(GatewayConfiguration.Load(arguments));
        if (configuration.Errors.Count > 0)
        {
            ProblemList.Write(configuration.Problems, messages);
            messages.WriteLine($"ciam-gateway: the configuration has {ProblemList.Count(configuration.Problems)}; nothing was started.");
            return ExitCode.FoundProblems;
        }
        await using var app = await StartAsync(configuration, messages, cancellationToken);
        if (app is null)
        {
            return ExitCode.FoundProblems;
        }
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Fine;
    }

    /// <returns>Null if a listener cannot be opened, which is then said.</returns>
    private static async Task<WebApplication?> StartAsync(
        ValidatedConfiguration configuration,
        TextWriter messages,
        CancellationToken cancellationToken
    )
    {
        WebApplication? app = null;
        try
        {
            app = GatewayHost.Build(configuration);
            ConfigurationWarnings.Log(app.Logger, configuration.Problems);
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch (Exception exception) when (CureOf(exception) is { } cure)
        {
            messages.WriteLine($"ciam-gateway: {ForeignText.Of(exception)} Fix: {cure}");
        }
        if (app is not null)
        {
            // What runs beside the server then ends as it does at any other stop.
            app.Lifetime.StopApplication();
            await app.DisposeAsync();
        }
        return null;
    }

    /// <summary>For what only the operating system, or Kestrel, can say of a listener.</summary>
    private static string? CureOf(Exception exception) =>
        exception switch
        {
            IOException { InnerException: AddressInUseException } =>
                "stop what listens there, or set Urls or Gateway:Management:Url to a free port.",
            FileNotFoundException or DirectoryNotFoundException => "create the file, or correct the path.",
            IOException { InnerException: AggregateException { InnerException: { } first } } => CureOf(first),
            SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                "a port from 1024 on for Urls, Kestrel:Endpoints and Gateway:Management:Url, or the capability CAP_NET_BIND_SERVICE.",
            IOException or SocketException => "an address of this machine for Urls, Kestrel:Endpoints and Gateway:Management:Url.",
            InvalidOperationException or CryptographicException =>
                "where it speaks of an endpoint or a certificate, correct the Kestrel section; "
                    + "else --Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host=Error, which shows where it comes from.",
            _ => null,
        };
}
