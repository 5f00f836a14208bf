using System.Net.Sockets;

namespace CiamGateway.Connections;

/// <summary>Names errors of sockets and DNS in words that do not depend on the machine's language.</summary>
internal static class SocketErrorText
{
    public static string Of(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.TimedOut => "no answer",
            SocketError.NetworkUnreachable => "network unreachable",
            SocketError.HostUnreachable => "host unreachable",
            SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported =>
                "this machine does not support the address family",
            SocketError.AddressNotAvailable => "this machine has no address to connect from",
            SocketError.TooManyOpenSockets => "too many open files",
            SocketError.ConnectionReset => "connection reset",
            SocketError.AccessDenied => "access denied",
            SocketError.TryAgain => "DNS failed temporarily",
            _ => error.ToString(),
        };
}
