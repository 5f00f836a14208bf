using System.Net.Sockets;

namespace CiamGateway.Telemetry;

/// <summary>No address of a host accepted a connection. The message names each address that was tried, and why it failed.</summary>
internal sealed class ConnectFailedException(SocketError error, string attempts) : SocketException((int)error, $"tried {attempts}")
{
    /// <summary>Each address that was tried, and why it failed.</summary>
    public string Attempts => attempts;
}
