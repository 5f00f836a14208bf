namespace CiamGateway.Telemetry;

/// <summary>Words and fix for a call that the server ended with an HTTP/2 error code (RFC 9113 §7).</summary>
internal static class Http2Fault
{
    private static readonly string[] Names =
    [
        "NO_ERROR",
        "PROTOCOL_ERROR",
        "INTERNAL_ERROR",
        "FLOW_CONTROL_ERROR",
        "SETTINGS_TIMEOUT",
        "STREAM_CLOSED",
        "FRAME_SIZE_ERROR",
        "REFUSED_STREAM",
        "CANCEL",
        "COMPRESSION_ERROR",
        "CONNECT_ERROR",
        "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY",
        "HTTP_1_1_REQUIRED",
    ];

    public static NetworkFault Of(long code) =>
        new(
            "http_protocol_error",
            $"ended the call with the HTTP/2 error {(code >= 0 && code < Names.Length ? Names[code] : "code")} (0x{code:x})",
            code switch
            {
                0xb => "The server limits how much one connection may ask; check its log and its limits.",
                0x7 => "The server is stopping or has too many streams; check its log and the limit of streams of a connection.",
                0xd => "Set HttpRequest:Version of the cluster to 1.1.",
                _ => "Check the server's log, and that of any load balancer in front of it.",
            }
        );
}
