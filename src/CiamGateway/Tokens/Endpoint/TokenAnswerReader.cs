using System.Net;
using System.Text.Json;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>Judges an answer of the token endpoint: a token response (RFC 6749 §5.1), an error response (§5.2), or neither.</summary>
internal static class TokenAnswerReader
{
    public static TokenAnswer Read(ReceivedAnswer received)
    {
        using var json = Parse(received.Body);
        try
        {
            return Judge(json?.RootElement, received);
        }
        catch (InvalidOperationException)
        {
            // JSON by its grammar, yet with a text that is no Unicode: half a surrogate pair, or broken UTF-8.
            return Judge(json: null, received);
        }
    }

    private static TokenAnswer Judge(JsonElement? json, ReceivedAnswer received) =>
        (int)received.Status switch
        {
            >= 200 and < 300 => TokenResponseReader.Read(json, received),
            var status and >= 300 and < 400 => TokenAnswer.Refused(
                $"The token endpoint answered with a redirect ({status}), which is not followed since the request carries a "
                    + "secret. Fix: check TokenEndpoint.",
                ServerText.Of(json, received)
            ),
            _ => TokenErrorReader.Read(json, received),
        };

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(JsonText.WithoutByteOrderMark(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One answer of the token endpoint with all that is needed to judge it.</summary>
/// <param name="MediaType">Null if the answer names none.</param>
/// <param name="Server">The answer's <c>Server</c>; null if it has none.</param>
internal sealed record ReceivedAnswer(
    TokenClient Client,
    TokenRequest Request,
    TimeProvider Clock,
    ClockReading Sent,
    HttpStatusCode Status,
    string? MediaType,
    string? Server,
    byte[] Body,
    TimeSpan? RetryAfter,
    bool BringsNonce
)
{
    /// <summary>What the token client's files held when the request was sent.</summary>
    public PresentedTokens Presented { get; init; } = PresentedTokens.None;
}

/// <summary>JSON in UTF-8 as servers send it.</summary>
internal static class JsonText
{
    /// <summary>Skips a byte order mark, which RFC 8259 §8.1 lets a reader ignore.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(byte[] body) => body.AsSpan().StartsWith("\uFEFF"u8) ? body.AsMemory(3) : body;
}
