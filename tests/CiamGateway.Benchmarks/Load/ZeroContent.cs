using System.Net;

namespace CiamGateway.Benchmarks.Load;

/// <summary>A body of so many zeros, none of which is kept.</summary>
internal sealed class ZeroContent(long length) : HttpContent
{
    private static readonly byte[] Block = new byte[1 << 16];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var left = length; left > 0; left -= Block.Length)
        {
            await stream.WriteAsync(Block.AsMemory(0, (int)Math.Min(left, Block.Length)));
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
