using CiamGateway.Tokens;
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
                    + $"renewed. {failure.Detail}"
            ),
            { LastFailure: { } failure } => new(slot.Request, TokenSeverity.Down, $"down, no access token. {failure.Detail}"),
            _ => new(slot.Request, TokenSeverity.Down, "down, no access token yet"),
        };
}

/// <summary>From well to badly.</summary>
internal enum TokenSeverity
{
    Serves,
    Degraded,
    Down,
}
