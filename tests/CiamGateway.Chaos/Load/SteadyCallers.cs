using System.Text;
using CiamGateway.Chaos.Gateway;
using CiamGateway.Chaos.Run;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Load;

/// <summary>Callers that make mixed calls at a steady rate, however long answers take.</summary>
internal sealed class SteadyCallers : IAsyncDisposable
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(40);
    private static readonly string Small = new('s', 200);
    private static readonly string Large = new('l', 80 * 1024);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = LongestCall };
    private readonly IReadOnlyList<Side> _sides;
    private readonly BalancedReplicas _gateways;
    private readonly Random _random;
    private readonly Action<Call> _ended;
    private readonly Operation[] _operations = [.. Operation.All.SelectMany(one => Enumerable.Repeat(one, one.Share))];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;
    private long _count;
    private int _open;

    /// <param name="ended">Takes each call that has ended.</param>
    public SteadyCallers(IReadOnlyList<Side> sides, BalancedReplicas gateways, int callsPerSecond, Random random, Action<Call> ended)
    {
        (_sides, _gateways, _random, _ended) = (sides, gateways, random, ended);
        _client.DefaultRequestHeaders.Add("X-Api-Key", GatewayFiles.ApiKey);
        _loop = Task.Run(() => CallAsync(callsPerSecond));
    }

    public long Count => _count;

    /// <summary>Makes no more calls, and waits for open ones.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        for (var left = LongestCall; Volatile.Read(ref _open) > 0 && left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(20))
        {
            await Task.Delay(20);
        }
        _client.Dispose();
    }

    private async Task CallAsync(int callsPerSecond)
    {
        var begin = RunClock.Now;
        try
        {
            while (true)
            {
                await Task.Delay(2, _end.Token);
                for (var due = (long)((RunClock.Now - begin).TotalSeconds * callsPerSecond); _count < due; _count++)
                {
                    if (_gateways.Next() is { } gateway)
                    {
                        _ = CallAsync(
                            new Call(
                                _count,
                                _sides[_random.Next(_sides.Count)],
                                _operations[_random.Next(_operations.Length)],
                                gateway.Name
                            ),
                            gateway
                        );
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task CallAsync(Call call, Replica gateway)
    {
        Interlocked.Increment(ref _open);
        OpenCalls.Add(call);
        using var request = new HttpRequestMessage(
            new HttpMethod(call.Operation.Method),
            new Uri(gateway.Url, $"/{call.Side.Name}/{call.Operation.Part}")
        );
        request.Headers.Add(Call.Header, $"{call.Number}");
        request.Content = Body(call.Operation.Body);
        request.Headers.TransferEncodingChunked = call.Operation.Body is BodyKind.Chunked ? true : null;
        call.Begin = RunClock.Now;
        try
        {
            using var answer = await _client.SendAsync(request);
            call.Status = (int)answer.StatusCode;
            call.Error = answer.Headers.TryGetValues("Proxy-Status", out var status) ? Code(string.Join(", ", status)) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            call.Error = $"no whole answer: {exception.InnerException?.Message ?? exception.Message}";
        }
        call.End = RunClock.Now;
        _ended(call);
        Interlocked.Decrement(ref _open);
    }

    private static StringContent? Body(BodyKind kind) =>
        kind switch
        {
            BodyKind.None => null,
            BodyKind.Large => new StringContent(Large, Encoding.UTF8, "text/plain"),
            _ => new StringContent(Small, Encoding.UTF8, "text/plain"),
        };

    /// <summary>The gateway's own error code, with its quotation marks.</summary>
    private static string Code(string proxyStatus) => proxyStatus.Split('"') is [_, var code, ..] ? code : proxyStatus;
}
