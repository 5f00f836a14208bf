using System.Diagnostics;
using CiamGateway.Secrecy;
using OpenTelemetry;

namespace CiamGateway.Telemetry.Traces;

/// <summary>Masks what spans tell of failures: exceptions of connections may quote what another server sent.</summary>
internal sealed class MaskedSpans : BaseProcessor<Activity>
{
    private readonly ActivityListener _exceptions;

    /// <param name="sources">The names of the sources whose spans are exported.</param>
    public MaskedSpans(string[] sources)
    {
        _exceptions = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            ExceptionRecorder = static (Activity _, Exception exception, ref TagList tags) =>
            {
                var masked = MaskedException.Of(exception);
                tags.Add("exception.message", masked.Message);
                tags.Add("exception.stacktrace", masked.ToString());
            },
        };
        ActivitySource.AddActivityListener(_exceptions);
    }

    public override void OnEnd(Activity data)
    {
        if (data.StatusDescription is null && !data.Events.Any())
        {
            // Its tags are all the gateway's own, and to mask them takes longer than a refused call.
            return;
        }
        var secrets = KnownSecrets.All;
        if (data.StatusDescription is { } description)
        {
            data.SetStatus(ActivityStatusCode.Error, SecretMask.Apply(description, secrets));
        }
        var told = data.Events.SelectMany(happened => happened.Tags).Select(tag => tag.Value).OfType<string>();
        if (told.Any(text => SecretMask.Apply(text, secrets) != text))
        {
            // An event cannot be changed any more, so the span is not exported.
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
        foreach (var (name, value) in data.TagObjects.ToList())
        {
            if (value is string text)
            {
                data.SetTag(name, SecretMask.Apply(text, secrets));
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        _exceptions.Dispose();
        base.Dispose(disposing);
    }
}
