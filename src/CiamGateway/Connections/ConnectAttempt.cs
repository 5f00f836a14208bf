using System.Net;
using System.Net.Sockets;
using CiamGateway.Telemetry;

namespace CiamGateway.Connections;

/// <summary>An attempt to connect to one address.</summary>
internal sealed record ConnectAttempt(IPAddress Address, Task<Socket> Connecting)
{
    public bool IsConnected => Connecting.IsCompletedSuccessfully;

    /// <param name="pending">What is said when the attempt neither succeeded nor failed.</param>
    public string Describe(string pending) => $"{Address} ({(Connecting.IsFaulted ? SocketErrorText.Of(Error) : pending)})";

    public static ConnectFailedException Failure(IReadOnlyList<ConnectAttempt> attempts) =>
        new(
            MostTelling([.. attempts.Select(attempt => attempt.Error)]),
            string.Join(", ", attempts.Select(attempt => attempt.Describe("no answer")))
        );

    private SocketError Error =>
        Connecting.Exception?.InnerException is SocketException failure ? failure.SocketErrorCode : SocketError.TimedOut;

    /// <summary>The error that says most: this machine's own limits first, then that something answered.</summary>
    private static SocketError MostTelling(List<SocketError> errors) =>
        errors.Contains(SocketError.TooManyOpenSockets) ? SocketError.TooManyOpenSockets
        : errors.Contains(SocketError.ConnectionRefused) ? SocketError.ConnectionRefused
        : errors[^1];
}
