using CiamGateway.Forwarding.AccessTokens;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>Which requests may be sent a second time with a new token.</summary>
public sealed class ReplayableRequestTests
{
    [Theory]
    [InlineData("GET", null, null, null, true)]
    [InlineData("POST", 0, "application/json", null, true)]
    [InlineData("POST", 65_536, "application/json", null, true)]
    [InlineData("POST", 65_537, "application/json", null, false)]
    [InlineData("POST", 1, null, null, true)]
    [InlineData("POST", 1, "application/grpc", null, false)]
    [InlineData("POST", 1, "Application/GRPC+proto", null, false)]
    [InlineData("POST", 1, "text/application/grpc", null, true)]
    [InlineData("CONNECT", null, null, null, false)]
    [InlineData("GET", null, null, "websocket", false)]
    public void It_has_a_small_body_and_is_no_conversation(string method, int? length, string? type, string? upgrade, bool expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://api.example.com/");
        if (length is { } size)
        {
            request.Content = new ByteArrayContent(new byte[size]);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        if (upgrade is not null)
        {
            request.Headers.TryAddWithoutValidation("Upgrade", upgrade);
        }
        Assert.Equal(expected, ReplayableRequest.Is(request));
    }

    [Fact]
    public void A_body_of_unknown_length_cannot_be_kept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.example.com/");
        request.Content = new StreamContent(new Endless());
        Assert.False(ReplayableRequest.Is(request));
    }

    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;
    }
}
