using System.IO.Pipelines;
using CiamGateway.Listening;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace CiamGateway.Tests.Listening;

public sealed class RequestBodyTests
{
    /// <summary>Where a timer cancels, an exception would end the process.</summary>
    [Fact]
    public async Task To_cancel_the_read_of_a_request_that_has_ended_throws_nothing()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Ended());
        using var cancellation = new CancellationTokenSource();
        var reading = RequestBody.Replace(context).ReadAsync(new byte[1], cancellation.Token);
        await cancellation.CancelAsync();
        Assert.False(reading.IsCompleted);
    }

    /// <summary>As Kestrel's reader is between the end of a request and the end of a read that waits.</summary>
    private sealed class Ended : PipeReader, IRequestBodyPipeFeature
    {
        public PipeReader Reader => this;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            new(new TaskCompletionSource<ReadResult>().Task);

        public override void CancelPendingRead() => throw new ObjectDisposedException("reader");

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void AdvanceTo(SequencePosition consumed) => throw new NotSupportedException();

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw new NotSupportedException();

        public override void Complete(Exception? exception = null) => throw new NotSupportedException();
    }
}
