using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Faults.TokenEndpoints;

internal sealed class TokenEndpointAnswersWithAPage : WrongAnswer
{
    protected override Reply Answer => Reply.Of(200, "<html>Please log in</html>", "Content-Type: text/html");
}

internal sealed class TokenEndpointAnswersWithNothing : WrongAnswer
{
    protected override Reply Answer => Reply.Json(200, "");
}

internal sealed class TokenEndpointAnswersWithHalfAnObject : WrongAnswer
{
    protected override Reply Answer => Reply.Json(200, """{"access_token":"half-""");
}

internal sealed class TokenEndpointAnswersWithoutHttp : WrongAnswer
{
    protected override Reply Answer => Reply.Raw("SSH-2.0-OpenSSH_9.2\r\n") with { Ending = AfterReply.Close };
}

internal sealed class TokenEndpointAnswersTooMuch : WrongAnswer
{
    private static readonly string Long = new('a', 200_000);

    protected override Reply Answer =>
        Reply.Json(200, $$"""{"access_token":"much","token_type":"Bearer","expires_in":20,"more":"{{Long}}"}""");
}

internal sealed class TokenEndpointGrantsTokensOfAnotherType : WrongAnswer
{
    protected override Reply Answer => Reply.Json(200, """{"access_token":"mac","token_type":"mac","expires_in":20}""");
}

internal sealed class TokenEndpointGrantsTokensThatAreOver : WrongAnswer
{
    protected override Reply Answer => Reply.Json(200, """{"access_token":"over","token_type":"Bearer","expires_in":0}""");
}

internal sealed class TokenEndpointGrantsTokensWithLineEnds : WrongAnswer
{
    protected override Reply Answer => Reply.Json(200, """{"access_token":"one\r\nX-Evil: two","token_type":"Bearer","expires_in":20}""");
}
