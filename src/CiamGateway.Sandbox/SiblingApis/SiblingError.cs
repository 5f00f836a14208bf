using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.SiblingApis;

/// <summary>A refusal of the MFA API or the administration API: its <c>error</c> is an integer.</summary>
internal sealed class SiblingError(int status, int error, string message) : Exception(message)
{
    /// <summary>The access token has expired, or is no token of this API.</summary>
    public const int Expired = 10001;

    /// <summary>The three parameters of a token request do not come as a form.</summary>
    public const int NoForm = 10028;

    /// <summary>Basic credentials are not accepted.</summary>
    public const int Basic = 10029;

    public int Status { get; } = status;

    public JsonObject BodyAt(DateTimeOffset time) =>
        new()
        {
            ["error"] = error,
            ["message"] = Message,
            ["traceid"] = Guid.NewGuid().ToString("n"),
            ["timestamp"] = time.ToString("O"),
        };
}
