using System.Net;
using System.Text;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

public sealed class TokenRequestTests
{
    [Fact]
    public async Task Client_secret_basic_sends_id_and_secret_form_encoded_in_the_header_only()
    {
        using var engine = new TokenEngine(options => options.ClientAuthentication = "client_secret_basic");
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync("b a");
        var (authorization, form) = Received(engine);
        var credentials = Encoding.ASCII.GetString(Convert.FromBase64String(authorization!["Basic ".Length..])).Split(':');
        Assert.Equal(["Acrvzwdh0", TokenEngine.Secret], credentials.Select(WebUtility.UrlDecode));
        Assert.Equal(["grant_type=client_credentials", "scope=a+b"], form);
    }

    [Fact]
    public async Task No_scope_is_sent_if_the_route_names_none()
    {
        using var engine = new TokenEngine(options => options.ClientAuthentication = "client_secret_basic");
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync("");
        Assert.Equal(["grant_type=client_credentials"], Received(engine).Form);
    }

    [Fact]
    public async Task Client_secret_basic_encodes_as_the_example_of_RFC_6749_appendix_B_does()
    {
        using var engine = new TokenEngine(options => (options.ClientId, options.ClientSecret) = ("a:b", " %&+£€"));
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync();
        Assert.Equal("Basic " + Convert.ToBase64String("a%3Ab:+%25%26%2B%C2%A3%E2%82%AC"u8), Received(engine).Authorization);
    }

    [Fact]
    public async Task Client_secret_post_sends_id_and_secret_in_the_form_only()
    {
        using var engine = new TokenEngine(options => options.ClientAuthentication = "client_secret_post");
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync();
        var (authorization, form) = Received(engine);
        Assert.Null(authorization);
        Assert.Equal(
            [
                "grant_type=client_credentials",
                "scope=application.client",
                "client_id=Acrvzwdh0",
                "client_secret=S%5E7j%7C%29v%2CZd+%25%2B%3A",
            ],
            form
        );
    }

    [Fact]
    public async Task Extra_parameters_go_along()
    {
        using var engine = new TokenEngine(options => options.Parameters["audience"] = "https://api.example.com/");
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync();
        Assert.Contains("audience=https%3A%2F%2Fapi.example.com%2F", Received(engine).Form);
    }

    [Fact]
    public async Task The_resource_of_a_route_goes_along()
    {
        using var engine = new TokenEngine();
        await engine
            .Answers(TokenEngine.TokenResponse())
            .Source(resource: "https://api.example.com/")
            .GetAsync(TestContext.Current.CancellationToken);
        var (_, form) = Received(engine);
        Assert.Contains("resource=https%3A%2F%2Fapi.example.com%2F", form);
    }

    private static (string? Authorization, string[] Form) Received(TokenEngine engine)
    {
        var request = Assert.Single(engine.Server.LogEntries).RequestMessage!;
        Assert.Equal("POST", request.Method);
        Assert.StartsWith("application/x-www-form-urlencoded", request.Headers!["Content-Type"].Single(), StringComparison.Ordinal);
        return (
            request.Headers.TryGetValue("Authorization", out var authorization) ? authorization.Single() : null,
            request.Body!.Split('&')
        );
    }
}
