using System.Net;
using System.Net.Sockets;
using CiamGateway.Telemetry;

namespace CiamGateway.Connections;

/// <summary>
/// Connects to the first of several addresses that answers (Happy Eyeballs, RFC 8305): an address that does not answer delays the
/// connection by 250 ms, not by the whole time limit, and one that fails does not delay it.
/// </summary>
internal sealed class AddressRace(Func<IPEndPoint, CancellationToken, Task<Socket>> connect, TimeProvider clock)
{
    /// <summary>The Connection Attempt Delay that RFC 8305 §5 recommends.</summary>
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <returns>The connected socket's attempt, and the attempts that were begun before it.</returns>
    /// <exception cref="ConnectFailedException">Every address failed, or the time limit ended the attempts.</exception>
    public async Task<(ConnectAttempt Winner, IReadOnlyList<ConnectAttempt> Others)> RunAsync(
        IReadOnlyList<IPAddress> addresses,
        int port,
        CancellationToken cancellationToken
    )
    {
        var attempts = new List<ConnectAttempt>(addresses.Count);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                if (attempts.Count < addresses.Count)
                {
                    var address = addresses[attempts.Count];
                    attempts.Add(new ConnectAttempt(address, connect(new IPEndPoint(address, port), end.Token)));
                }
                var isLast = attempts.Count == addresses.Count;
                if (await NextAsync(attempts, isLast ? Timeout.InfiniteTimeSpan : Stagger, end.Token) is { } winner)
                {
                    return (winner, [.. attempts.Where(attempt => attempt != winner)]);
                }
                if (cancellationToken.IsCancellationRequested || (isLast && attempts.All(attempt => attempt.Connecting.IsCompleted)))
                {
                    // Not an OperationCanceledException: the HTTP client would drop the message.
                    throw ConnectAttempt.Failure(attempts);
                }
            }
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    /// <summary>Orders addresses so that the families alternate (RFC 8305 §4).</summary>
    /// <param name="later">The family that does not come first, if there is another.</param>
    public static IReadOnlyList<IPAddress> Interleave(IPAddress[] addresses, AddressFamily? later)
    {
        var first = addresses.FirstOrDefault(address => address.AddressFamily != later, addresses[0]).AddressFamily;
        var preferred = addresses.Where(address => address.AddressFamily == first).ToList();
        var others = addresses.Where(address => address.AddressFamily != first).ToList();
        var ordered = new List<IPAddress>(addresses.Length);
        for (var i = 0; i < Math.Max(preferred.Count, others.Count); i++)
        {
            ordered.AddRange(preferred.Skip(i).Take(1).Concat(others.Skip(i).Take(1)));
        }
        return ordered;
    }

    /// <summary>Waits until an attempt ends or the pause is over.</summary>
    /// <returns>The first attempt that is connected; the others are given up then. Null if there is none yet.</returns>
    private async Task<ConnectAttempt?> NextAsync(List<ConnectAttempt> attempts, TimeSpan pause, CancellationToken cancellationToken)
    {
        var pending = attempts.Where(attempt => !attempt.Connecting.IsCompleted).Select(attempt => (Task)attempt.Connecting).ToList();
        if (pending.Count > 0 && !attempts.Exists(attempt => attempt.IsConnected))
        {
            await Task.WhenAny([.. pending, Task.Delay(pause, clock, cancellationToken)]);
        }
        var winner = attempts.Find(attempt => attempt.IsConnected);
        if (winner is not null || cancellationToken.IsCancellationRequested)
        {
            attempts.ForEach(attempt => Discard(attempt == winner ? null : attempt.Connecting));
        }
        return winner;
    }

    /// <summary>Closes a connection that comes too late.</summary>
    private static void Discard(Task<Socket>? connecting) =>
        connecting?.ContinueWith(
            static ended =>
            {
                if (ended.IsCompletedSuccessfully)
                {
                    ended.Result.Dispose();
                }
                _ = ended.Exception;
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
}

/// <summary>An attempt to connect to one address.</summary>
internal sealed record ConnectAttempt(IPAddress Address, Task<Socket> Connecting)
{
    public bool IsConnected => Connecting.IsCompletedSuccessfully;

    /// <param name="pending">The reason to give if the attempt neither succeeded nor failed.</param>
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
