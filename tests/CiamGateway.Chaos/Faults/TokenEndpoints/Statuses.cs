using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.TokenEndpoints;

internal sealed class TokenEndpointAnswers500 : WrongAnswer
{
    protected override Reply Answer => Reply.Of(500);
}

internal sealed class TokenEndpointAnswers502WithAPage : WrongAnswer
{
    protected override Reply Answer => Reply.Of(502, "<html><h1>Bad Gateway</h1></html>", "Content-Type: text/html");
}

internal sealed class TokenEndpointAnswers503WithRetryAfter : WrongAnswer
{
    protected override Reply Answer => Reply.Of(503, "", "Retry-After: 30");
}

/// <summary>The Retry-After of a 429 is obeyed, also while calls fail.</summary>
internal sealed class TokenEndpointAnswers429WithRetryAfter : WrongAnswer
{
    protected override Reply Answer => Reply.Of(429, "", "Retry-After: 2");

    public override TimeSpan Recovery => TimeSpan.FromSeconds(4);
}

internal sealed class TokenEndpointAnswers404 : WrongAnswer
{
    protected override Reply Answer => Reply.Of(404);
}

internal sealed class TokenEndpointRedirects : WrongAnswer
{
    protected override Reply Answer => Reply.Of(302, "", "Location: https://login.example.com/");
}

internal sealed class TokenEndpointRefusesTheClient : Refusal
{
    protected override Reply Answer => Reply.Json(401, """{"error":"invalid_client"}""", "WWW-Authenticate: Basic");
}

internal sealed class TokenEndpointRefusesTheScope : Refusal
{
    protected override Reply Answer => Reply.Json(400, """{"error":"invalid_scope"}""");
}

internal sealed class TokenEndpointSaysTemporarilyUnavailable : WrongAnswer
{
    protected override Reply Answer => Reply.Json(400, """{"error":"temporarily_unavailable"}""");

    public override TimeSpan Recovery => TimeSpan.FromSeconds(7);
}
