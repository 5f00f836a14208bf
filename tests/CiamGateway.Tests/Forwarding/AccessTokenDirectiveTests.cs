using CiamGateway.Configuration.Checking;
using CiamGateway.Forwarding.AccessTokens;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Tests.Forwarding;

/// <summary>What an AccessToken transform says, and every problem that it may have.</summary>
public sealed class AccessTokenDirectiveTests
{
    private static readonly HashSet<string> Clients = new(["provisioning", "payroll"], StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void A_token_is_warm_and_replayed_by_default()
    {
        var directive = Read("AccessToken=provisioning", "Scope=a b", "Resource=https://api.example.com")!;
        Assert.Equal(("provisioning", "a b"), (directive.Token!.Client, directive.Token.Scope.Value));
        Assert.Equal("https://api.example.com", directive.Token.Resource);
        Assert.Equal((true, true), (directive.IsWarm, directive.ReplaysOn401));
    }

    [Theory]
    [InlineData("Warm=false", false, true)]
    [InlineData("Warm=True", true, true)]
    [InlineData("ReplayOn401=false", true, false)]
    [InlineData("replayon401=true", true, true)]
    public void Both_are_the_routes_choice(string setting, bool isWarm, bool replays)
    {
        var directive = Read("AccessToken=provisioning", "Scope=a", setting)!;
        Assert.Equal((isWarm, replays), (directive.IsWarm, directive.ReplaysOn401));
    }

    [Theory]
    [InlineData("true", true, "Challenged")]
    [InlineData("False", false, "Challenged")]
    [InlineData("Always", true, "Every401")]
    [InlineData("never", false, "No401")]
    [InlineData(null, true, "Challenged")]
    public void A_route_says_which_answers_reject_its_token(string? replayOn401, bool replays, string rejection)
    {
        string[] setting = replayOn401 is null ? [] : [$"ReplayOn401={replayOn401}"];
        var directive = Read(["AccessToken=provisioning", "Scope=a", .. setting])!;
        Assert.Equal((replays, rejection), (directive.ReplaysOn401, directive.Rejection.ToString()));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    public void A_route_may_go_out_without_a_token(string none)
    {
        var directive = Read($"AccessToken={none}")!;
        Assert.Equal((null, false, true), (directive.Token, directive.IsWarm, directive.ReplaysOn401));
    }

    public static TheoryData<string, string[]> Problems =>
        new()
        {
            {
                "Scope: is on a route that goes out without a token. Fix: remove it, or name a token client under AccessToken.",
                ["AccessToken=none", "Scope=a"]
            },
            { "AccessToken: 'provisionin' is not a token client. Fix: write 'provisioning'.", ["AccessToken=provisionin", "Scope=a"] },
            {
                "AccessToken: 'x' is not a token client. Fix: define it under Gateway:TokenClients, or use one of provisioning, payroll.",
                ["AccessToken=x", "Scope=a"]
            },
            {
                "Scope: '  ' names no scope. Fix: write the scope that the API requires, such as \"application.client\"; "
                    + "or remove the key if the API requires none.",
                ["AccessToken=payroll", "Scope=  "]
            },
            {
                "Header: 'Content-Length' is a header that the gateway or HTTP itself sets."
                    + " Fix: write the header in which the API takes its token, such as X-Access-Token.",
                ["AccessToken=payroll", "Header=Content-Length"]
            },
            {
                "Prefix: 'a b' holds a character that is not visible ASCII. "
                    + "Fix: write one word, such as Token; or empty for the token alone.",
                ["AccessToken=payroll", "Prefix=a b"]
            },
            {
                "Resource: 'api' is not an absolute URI without a fragment (RFC 8707 §2)."
                    + " Fix: write the API's identifier, such as \"https://api.example.com\".",
                ["AccessToken=payroll", "Scope=a", "Resource=api"]
            },
            {
                "Resource: 'https://a/#b' is not an absolute URI without a fragment (RFC 8707 §2)."
                    + " Fix: write the API's identifier, such as \"https://api.example.com\".",
                ["AccessToken=payroll", "Scope=a", "Resource=https://a/#b"]
            },
            { "Warm: 'yes' is not true or false. Fix: write true or false.", ["AccessToken=payroll", "Scope=a", "Warm=yes"] },
            {
                "ReplayOn401: '' is not true, false, Always or Never. Fix: write true, false, Always or Never.",
                ["AccessToken=payroll", "Scope=a", "ReplayOn401="]
            },
            {
                "Scop: is not a key of the AccessToken transform. Fix: write 'Scope'; another transform goes into braces of its own.",
                ["AccessToken=payroll", "Scope=a", "Scop=b"]
            },
            {
                "PathPrefix: is not a key of the AccessToken transform."
                    + " Fix: write one of AccessToken, Scope, Resource, Warm, ReplayOn401, Header, Prefix; "
                    + "another transform goes into braces of its own.",
                ["AccessToken=payroll", "Scope=a", "PathPrefix=/b"]
            },
        };

    [Theory]
    [MemberData(nameof(Problems))]
    public void A_problem_has_its_key_and_a_way_out(string problem, string[] settings)
    {
        var problems = new List<ConfigurationProblem>();
        Assert.Null(AccessTokenDirective.Read(Transform(settings), Clients, problems));
        Assert.Equal(problem, Assert.Single(problems).ToString());
    }

    [Fact]
    public void All_problems_show_at_once_beside_problems_of_other_features()
    {
        List<ConfigurationProblem> problems = [new("Other", "", "")];
        Assert.Null(AccessTokenDirective.Read(Transform("AccessToken=x", "Scope=", "Resource=y", "Warm=z"), Clients, problems));
        Assert.Equal(["Other", "Warm", "AccessToken", "Scope", "Resource"], problems.Select(problem => problem.Path));
        Assert.NotNull(AccessTokenDirective.Read(Transform("AccessToken=none"), Clients, problems));
    }

    [Fact]
    public void Without_any_client_none_is_proposed()
    {
        var problems = new List<ConfigurationProblem>();
        AccessTokenDirective.Read(Transform("AccessToken=x", "Scope=a"), new HashSet<string>(), problems);
        Assert.Equal("define it under Gateway:TokenClients.", Assert.Single(problems).Fix);
    }

    [Fact]
    public void A_route_has_the_first_of_its_directives_or_none()
    {
        Assert.Null(AccessTokenDirective.Of(new RouteConfig(), Clients));
        Assert.Null(AccessTokenDirective.Of(new RouteConfig { Transforms = [Transform("PathPrefix=/a")] }, Clients));
        Assert.Null(AccessTokenDirective.Of(new RouteConfig { Transforms = [Transform("AccessToken=x")] }, Clients));
        var route = new RouteConfig { Transforms = [Transform("PathPrefix=/a"), Transform("accesstoken=payroll", "scope=a")] };
        Assert.Equal("payroll", AccessTokenDirective.Of(route, Clients)!.Token!.Client);
    }

    private static AccessTokenDirective? Read(params string[] settings) => AccessTokenDirective.Read(Transform(settings), Clients, []);

    private static Dictionary<string, string> Transform(params IEnumerable<string> settings) =>
        new(settings.Select(text => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1])), StringComparer.OrdinalIgnoreCase);
}
