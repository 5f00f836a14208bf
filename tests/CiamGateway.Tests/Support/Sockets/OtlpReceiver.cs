using System.Collections.Concurrent;
using System.Text;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>A trace collector that takes OTLP over HTTP (http/protobuf), and reads as much of it as tests ask for.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _exports = new();

    private OtlpReceiver()
    {
        _app = LoopbackServer.CreateBuilder(port: 0).Build();
        _app.MapPost("/v1/traces", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _exports.Enqueue(body.ToArray());
        });
    }

    public Uri Address => _app.Address();

    /// <summary>All that arrived, as text in which any attribute can be found.</summary>
    public string Text => string.Concat(_exports.Select(Encoding.Latin1.GetString));

    public List<OtlpSpan> Spans =>
        [
            .. _exports
                .SelectMany(export => Fields(export, 1))
                .SelectMany(resource => Fields(resource, 2))
                .SelectMany(scope => Fields(scope, 2))
                .Select(OtlpSpan.Read),
        ];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.StopAndDisposeAsync();

    /// <summary>The length-delimited fields of one number in a protobuf message.</summary>
    public static IEnumerable<byte[]> Fields(byte[] message, int number)
    {
        for (var at = 0; at < message.Length; )
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = (int)Varint(message, ref at);
                    if ((int)(tag >> 3) == number)
                    {
                        yield return message[at..(at + length)];
                    }
                    at += length;
                    break;
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}

/// <param name="Parent">Empty for a span that starts its trace.</param>
/// <param name="LinkedTraces">The traces that the span is linked to.</param>
internal sealed record OtlpSpan(string Trace, string Id, string Parent, string Name, IReadOnlyList<string> LinkedTraces)
{
    public static OtlpSpan Read(byte[] span) =>
        new(
            Hex(span, 1),
            Hex(span, 2),
            Hex(span, 4),
            Encoding.UTF8.GetString(OtlpReceiver.Fields(span, 5).Single()),
            [.. OtlpReceiver.Fields(span, 13).Select(link => Hex(link, 1))]
        );

    private static string Hex(byte[] message, int field) =>
        Convert.ToHexStringLower(OtlpReceiver.Fields(message, field).FirstOrDefault() ?? []);
}
