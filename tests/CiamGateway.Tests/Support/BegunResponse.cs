using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Tests.Support;

/// <summary>An answer whose status and headers have gone out.</summary>
internal sealed class BegunResponse : HttpResponseFeature
{
    public override bool HasStarted => true;
}
