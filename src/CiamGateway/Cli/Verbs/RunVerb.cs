using System.Net.Sockets;
using System.Security.Cryptography;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Cli.Verbs;

/// <summary><c>run</c>: serves until it is stopped; does not start on a configuration with errors.</summary>
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
            if (!IsLogged(configuration.Gateway, configuration.Problems, messages))
            {
                ProblemList.Write(configuration.Problems, messages);
                messages.WriteLine(
                    $"ciam-gateway: the configuration has {ProblemList.Count(configuration.Problems)}; nothing was started."
                );
            }
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

    /// <returns>Null if a listener cannot be opened, which is then reported.</returns>
    private static async Task<WebApplication?> StartAsync(
        ValidatedConfiguration configuration,
        TextWriter messages,
        CancellationToken cancellationToken
    )
    {
        WebApplication? app = null;
        Exception failure;
        try
        {
            app = GatewayHost.Build(configuration);
            ConfigurationWarnings.Log(app.Logger, configuration.Problems);
            await GatewayHost.StartAsync(app, cancellationToken);
            return app;
        }
        catch (Exception exception) when (IsOfListener(exception))
        {
            failure = exception;
        }
        if (app is not null)
        {
            // What runs beside the server then ends as it does at any other stop.
            app.Lifetime.StopApplication();
            await app.DisposeAsync();
        }
        var problem = StartFailure.Explain(configuration.Gateway, failure);
        if (!IsLogged(configuration.Gateway, [problem], messages))
        {
            messages.WriteLine($"ciam-gateway: {problem}");
        }
        return null;
    }

    /// <summary>Says it as the log would: a program that reads the log as JSON can read every line.</summary>
    private static bool IsLogged(
        GatewayConfiguration configuration,
        IReadOnlyCollection<ConfigurationProblem> problems,
        TextWriter messages
    ) => ReferenceEquals(messages, Console.Error) && StartFailure.LogAsJson(configuration, problems);

    /// <summary>Whether it is what the operating system, or Kestrel, says of a listener.</summary>
    private static bool IsOfListener(Exception exception) =>
        exception is IOException or SocketException or InvalidOperationException or CryptographicException;
}
