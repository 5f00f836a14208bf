using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Management;

/// <summary>How well a token does, in words for an operator.</summary>
internal sealed record TokenState(TokenRequest Request, TokenSeverity Severity, string Message)
{
    public static TokenState Of(TokenSlot slot) =>
        slot switch
        {
            { HasToken: true, LastFailure: null } => new(slot.Request, TokenSeverity.Serves, "serves"),
            { HasToken: true, LastFailure: { } failure } => new(
                slot.Request,
                TokenSeverity.Degraded,
                $"degraded, the token serves for {slot.Current?.Lifetime.Remaining.TotalSeconds:0} s more and could not be "
                    + $"renewed. {Words(slot, failure)}"
            ),
            { LastFailure: { } failure } => new(slot.Request, TokenSeverity.Down, $"down, no access token. {Words(slot, failure)}"),
            _ => new(slot.Request, TokenSeverity.Down, "down, no access token yet"),
        };

    private static string Words(TokenSlot slot, TokenFailure failure) =>
        TokenClientKeys.WithPaths(failure.Detail, slot.Request.Client, TokenClientKeys.AnyTransforms);
}

/// <summary>From well to badly.</summary>
internal enum TokenSeverity
{
    Serves,
    Degraded,
    Down,
}
