using System.Net;
using System.Net.Sockets;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Connections;
using CiamGateway.Listening.Tls;

namespace CiamGateway.Listening;

/// <summary>Whether the gateway can listen where the configuration says, tried for a moment.</summary>
/// <param name="Problem">Why it cannot; null if it can.</param>
/// <param name="IsInUse">Whether a process listens there, which may be the gateway itself.</param>
internal sealed record ListenerTrial(ConfigurationProblem? Problem, bool IsInUse = false)
{
    private const int FirstUnprivilegedPort = 1024;

    /// <param name="listen">Listens for a moment, and returns why that fails; null for the operating system's sockets.</param>
    public static ListenerTrial Run(ListeningAddress listener, IConfiguration root, Func<EndPoint, SocketError?>? listen = null) =>
        ListeningAddress.Parse(listener.Url) is not { } binding ? new(Problem: null)
        : ErrorOf(binding, listen ?? Listen) is { } error
            ? new(Describe(listener, binding, error), error is SocketError.AddressAlreadyInUse)
        : new(OfStore(listener, root));

    private static SocketError? ErrorOf(BindingAddress binding, Func<EndPoint, SocketError?> listen)
    {
        IReadOnlyList<EndPoint> endPoints = binding.IsUnixPipe
            ? [new UnixDomainSocketEndPoint(binding.UnixPipePath)]
            : ListeningAddress.EndPointsOf(binding);
        var errors = endPoints.Select(listen).ToList();
        return errors.Contains(SocketError.AddressAlreadyInUse) ? SocketError.AddressAlreadyInUse
            : errors.Contains(null) ? null
            : errors[0];
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
    private static ConfigurationProblem? OfStore(ListeningAddress listener, IConfiguration root)
    {
        if (!listener.IsHttps || ListenerCertificateReader.StoreSectionOf(root, listener) is not { } section)
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
}
