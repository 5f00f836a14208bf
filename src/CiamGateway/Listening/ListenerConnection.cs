using System.IO.Pipelines;
using System.Net;
using CiamGateway.Listening.Strangers;
using CiamGateway.Listening.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Listening;

/// <summary>
/// A connection of a listener, as Kestrel sees it. It remembers what Kestrel has consumed when it rejects a request, within TLS too:
/// the TLS layer replaces <see cref="Transport"/>.
/// </summary>
internal sealed class ListenerConnection(ConnectionContext connection, UnreadRequests unread) : ConnectionContext
{
    private ListenerTransport _transport = new(connection.Transport);
    private bool _hasUnreadRequest;

    /// <summary>Whether the caller may still be sending the request that was answered last.</summary>
    public bool HasUnreadRequest
    {
        get => _hasUnreadRequest;
        set
        {
            if (value && !_hasUnreadRequest)
            {
                unread.Add();
            }
            else if (!value && _hasUnreadRequest)
            {
                unread.Remove();
            }
            _hasUnreadRequest = value;
        }
    }

    /// <summary>Whether an answer was written but not flushed.</summary>
    public bool HasUnsentAnswer { get; set; }

    /// <summary>
    /// The connection's place among those of strangers; null if a caller has proved who it is, or is expected at its address.
    /// </summary>
    public StrangerConnection? Stranger
    {
        get => _transport.Stranger;
        set => _transport.Stranger = value;
    }

    /// <summary>Whether the gateway closed the connection, to make room for others or since it was silent.</summary>
    public bool WasClosedForRoom { get; set; }

    /// <summary>Whether anything was read since it was last set to false; within TLS, if that is established.</summary>
    public bool HasRead
    {
        get => _transport.HasRead;
        set => _transport.HasRead = value;
    }

    /// <summary>Whether nothing more will arrive: the caller has closed or reset the connection. Kestrel closes it then, too.</summary>
    public bool IsEnded => _transport.IsEnded;

    /// <summary>Whether what Kestrel read last ends as the head of a request does.</summary>
    public bool EndsHead => _transport.EndsHead;

    /// <summary>The bytes that Kestrel read last, from the beginning of a request's head on; cut off if they are many.</summary>
    public ReadOnlySpan<byte> LastRead => _transport.LastRead;

    /// <summary>What the client has sent within a TLS handshake; null before it and after it has succeeded.</summary>
    public HandshakeBytes? Handshake => _transport.Handshake;

    /// <summary>The scheme of the next target, within TLS too.</summary>
    public TargetScheme Scheme => _transport.Scheme;

    public override IDuplexPipe Transport
    {
        get => _transport;
        set
        {
            // The TLS layer replaces the transport as soon as a handshake has succeeded.
            _transport.Handshake = null;
            var stranger = Stranger;
            _transport = value as ListenerTransport ?? new ListenerTransport(value);
            Stranger = stranger;
        }
    }

    public override string ConnectionId
    {
        get => connection.ConnectionId;
        set => connection.ConnectionId = value;
    }

    public override IFeatureCollection Features => connection.Features;

    public override IDictionary<object, object?> Items
    {
        get => connection.Items;
        set => connection.Items = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => connection.ConnectionClosed;
        set => connection.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => connection.LocalEndPoint;
        set => connection.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => connection.RemoteEndPoint;
        set => connection.RemoteEndPoint = value;
    }

    /// <summary>Keeps what the client sends from now on, until the transport is replaced.</summary>
    public void BeginHandshake()
    {
        _transport.Handshake = new HandshakeBytes();
        _transport.IsEncrypted = true;
    }

    /// <inheritdoc cref="ListenerTransport.ExpectHead"/>
    public void ExpectHead(bool isExpected) => _transport.ExpectHead(isExpected);

    public override void Abort(ConnectionAbortedException abortReason) => connection.Abort(abortReason);

    public override void Abort() => connection.Abort();
}
