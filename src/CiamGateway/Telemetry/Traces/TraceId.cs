using System.Diagnostics;

namespace CiamGateway.Telemetry.Traces;

/// <summary>Under which id a request is found in traces, errors and the audit log.</summary>
internal static class TraceId
{
    public static string Of(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
