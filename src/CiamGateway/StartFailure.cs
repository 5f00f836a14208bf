using System.Net;
using System.Net.Sockets;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Connections;
using CiamGateway.Listening;
using CiamGateway.Listening.Tls;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry.Log;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CiamGateway;

/// <summary>Finds the listener that keeps the gateway from starting. Kestrel's exceptions name neither its address nor its key.</summary>
internal static partial class StartFailure
{
    private const int FirstUnprivilegedPort = 1024;

    /// <param name="configuration">What the start was tried with. Nothing of the gateway may listen any more.</param>
    /// <param name="exception">What the start failed with.</param>
    /// <param name="listen">Listens for a moment, and returns why that fails; null for the operating system's sockets.</param>
    public static ConfigurationProblem Explain(
        GatewayConfiguration configuration,
        Exception exception,
        Func<EndPoint, SocketError?>? listen = null
    )
    {
        var problem = ListeningAddresses
            .All(configuration.Root, configuration.Options.Management.ToListener())
            .Select(listener => OfSocket(listener, listen ?? Listen) ?? OfStore(listener, configuration))
            .FirstOrDefault(found => found is not null);
        problem ??= new ConfigurationProblem(
            "",
            $"the start failed: {ForeignText.Of(exception)}",
            "if it speaks of an endpoint or a certificate, correct the Kestrel section. Otherwise set "
                + "Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host to Error, and the log shows where it comes from."
        );
        return configuration.Origins.SourceOf(problem.Path) is null ? problem : configuration.Origins.Locate(problem);
    }

    /// <summary>Writes the problem as a line of the log, if the log is JSON.</summary>
    /// <returns>Whether it did.</returns>
    public static bool LogAsJson(GatewayConfiguration configuration, ConfigurationProblem problem)
    {
        using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => ConsoleLog.Add(logging, configuration.Root))
            .BuildServiceProvider();
        if (services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName is not ConsoleFormatterNames.Json)
        {
            return false;
        }
        // Without the filters of levels: this line is the only one that says why nothing runs.
        var log = services.GetServices<ILoggerProvider>().OfType<StandardErrorLog>().Single();
        LogFailed(log.CreateLogger(typeof(StartFailure).FullName!), problem);
        return true;
    }

    private static ConfigurationProblem? OfSocket(ListeningAddress listener, Func<EndPoint, SocketError?> listen)
    {
        if (ListeningAddress.Parse(listener.Url) is not { } binding)
        {
            return null;
        }
        IReadOnlyList<EndPoint> endPoints = binding.IsUnixPipe
            ? [new UnixDomainSocketEndPoint(binding.UnixPipePath)]
            : ListeningAddress.EndPointsOf(binding);
        var errors = endPoints.Select(listen).ToList();
        var error =
            errors.Contains(SocketError.AddressAlreadyInUse) ? SocketError.AddressAlreadyInUse
            : errors.Contains(null) ? null
            : errors[0];
        return error is null ? null : Describe(listener, binding, error.Value);
    }

    /// <returns>Why nothing can listen there; null if something can.</returns>
    private static SocketError? Listen(EndPoint endPoint)
    {
        try
        {
            using var socket = new Socket(
                endPoint.AddressFamily,
                SocketType.Stream,
                endPoint is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp
            );
            socket.Bind(endPoint);
            socket.Listen(1);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
    }

    private static ConfigurationProblem Describe(ListeningAddress listener, BindingAddress binding, SocketError error)
    {
        var key = listener.Path;
        var (cause, fix) = (error, binding.IsUnixPipe) switch
        {
            (SocketError.AddressAlreadyInUse, true) => (
                "the socket's file exists, since another process listens there or did not remove it",
                $"stop that process, or remove '{binding.UnixPipePath}'."
            ),
            (SocketError.AddressAlreadyInUse, _) => (
                "another process listens there",
                $"stop that process (ss -ltnp names it), or set {key} to a free port."
            ),
            (SocketError.AddressNotAvailable, true) => (
                $"the folder '{Path.GetDirectoryName(binding.UnixPipePath)}' does not exist",
                $"create it, or correct {key}."
            ),
            (SocketError.AddressNotAvailable, _) => (
                $"this machine has no address {binding.Host}",
                $"set {key} to an address of this machine (ip address lists them), or to * for every address."
            ),
            (SocketError.AccessDenied, true) => (
                $"the user '{ProcessUser.Name}' may not create a socket there",
                $"let that user write '{Path.GetDirectoryName(binding.UnixPipePath)}', or correct {key}."
            ),
            (SocketError.AccessDenied, _) when binding.Port < FirstUnprivilegedPort => (
                $"the user '{ProcessUser.Name}' may not listen on ports below {FirstUnprivilegedPort}",
                $"set {key} to a port from {FirstUnprivilegedPort} on, or give the process the capability CAP_NET_BIND_SERVICE."
            ),
            (SocketError.AccessDenied, _) => (
                $"the operating system does not allow it to the user '{ProcessUser.Name}'",
                $"allow it there (SELinux, AppArmor or seccomp may forbid it), or set {key} to another port."
            ),
            (SocketError.AddressFamilyNotSupported, _) => (
                "this machine has no IPv6",
                $"set {key} to an IPv4 address, such as http://127.0.0.1:{binding.Port}."
            ),
            _ => (SocketErrorText.Of(error), $"correct {key}."),
        };
        return new ConfigurationProblem(key, $"cannot listen on {listener.Url}: {cause}.", fix);
    }

    /// <summary>Only Kestrel looks for certificates of the operating system's store, and only at the start.</summary>
    private static ConfigurationProblem? OfStore(ListeningAddress listener, GatewayConfiguration configuration)
    {
        if (!listener.IsHttps || ListenerCertificateReader.StoreSectionOf(configuration.Root, listener) is not { } section)
        {
            return null;
        }
        var subject = section[nameof(CertificateOptions.Subject)];
        return StoredCertificate.Find(section) is not null
            ? null
            : new ConfigurationProblem(
                $"{section.Path}:{nameof(CertificateOptions.Subject)}",
                $"cannot listen on {listener.Url}: the operating system's store has no valid certificate of the subject '{subject}' "
                    + "with its private key.",
                $"import it for the user '{ProcessUser.Name}', correct the subject, "
                    + $"or set {section.Path}:{nameof(CertificateOptions.Path)} to a file instead."
            );
    }

    [LoggerMessage(1013, LogLevel.Critical, "The gateway does not start: {Problem}")]
    private static partial void LogFailed(ILogger logger, ConfigurationProblem problem);
}
