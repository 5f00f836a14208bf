using CiamGateway.Connections.Proxies;
using Xunit;

namespace CiamGateway.Tests.Connections.Proxies;

/// <summary>Which proxy the environment names, and what is said of variables that are not understood.</summary>
public sealed class ProxyVariablesTests
{
    private const string NoSchemeEnd = "is not the address of a proxy: '://' is missing behind the scheme.";
    private const string Direct = "direct (no proxy is set)";
    private const string NoHost = "names no host: a number alone would be read as the address ";
    private const string NoScheme = "is not the address of a proxy: the scheme is none of http, https, socks5, socks5h, socks4, socks4a.";
    private const string NoAddress = "is not the address of a proxy: a host name or an address, and a port from 1 to 65535.";
    private const string Unescaped =
        "has a character in the user name or password that ends them: '/', '?' or '#'. Write it as %2F, %3F or %23.";

    [Theory]
    [InlineData("HTTPS_PROXY=http://p.test:3128", "https://api.test/", "through proxy http://p.test:3128 (HTTPS_PROXY)")]
    [InlineData("https_proxy=http://p.test:3128", "https://api.test/", "through proxy http://p.test:3128 (https_proxy)")]
    [InlineData("HTTPS_PROXY=http://p.test:3128", "http://api.test/", Direct)]
    [InlineData("HTTP_PROXY=http://p.test:3128", "http://api.test/", "through proxy http://p.test:3128 (HTTP_PROXY)")]
    [InlineData("http_proxy=http://p.test:3128", "http://api.test/", "through proxy http://p.test:3128 (http_proxy)")]
    [InlineData("HTTP_PROXY=http://p.test:3128", "https://api.test/", Direct)]
    [InlineData("ALL_PROXY=http://p.test:3128", "https://api.test/", "through proxy http://p.test:3128 (ALL_PROXY)")]
    [InlineData("all_proxy=http://p.test:3128", "http://api.test/", "through proxy http://p.test:3128 (all_proxy)")]
    [InlineData("ALL_PROXY=http://a.test:1 HTTPS_PROXY=s.test:2", "https://api.test/", "through proxy http://s.test:2 (HTTPS_PROXY)")]
    [InlineData("ALL_PROXY=http://a.test:1 HTTPS_PROXY=s.test:2", "http://api.test/", "through proxy http://a.test:1 (ALL_PROXY)")]
    [InlineData("https_proxy= HTTPS_PROXY=http://p.test:3128", "https://api.test/", "through proxy http://p.test:3128 (HTTPS_PROXY)")]
    [InlineData("HTTPS_PROXY= ALL_PROXY=http://a.test:1", "https://api.test/", "through proxy http://a.test:1 (ALL_PROXY)")]
    [InlineData("HTTPS_PROXY=p.test:3128", "https://api.test/", "through proxy http://p.test:3128 (HTTPS_PROXY)")]
    [InlineData("HTTPS_PROXY=192.0.2.1:3128", "https://api.test/", "through proxy http://192.0.2.1:3128 (HTTPS_PROXY)")]
    [InlineData("HTTPS_PROXY=http://[2001:db8::1]:3128/", "https://api.test/", "through proxy http://[2001:db8::1]:3128 (HTTPS_PROXY)")]
    [InlineData("HTTPS_PROXY=HTTP://p.test:3128/", "https://api.test/", "through proxy http://p.test:3128 (HTTPS_PROXY)")]
    [InlineData("HTTPS_PROXY=https://p.test:3129", "https://api.test/", "through proxy https://p.test:3129 (HTTPS_PROXY)")]
    [InlineData("HTTPS_PROXY=socks5://p.test:1080", "https://api.test/", "through proxy socks5://p.test:1080 (HTTPS_PROXY)")]
    [InlineData("HTTPS_PROXY=socks5h://p.test:1080", "https://api.test/", "through proxy socks5://p.test:1080 (HTTPS_PROXY)")]
    [InlineData("HTTPS_PROXY=socks4a://p.test", "https://api.test/", "through proxy socks4a://p.test:1080 (HTTPS_PROXY)")]
    [InlineData("HTTPS_PROXY=http://p.test:3128 NO_PROXY=.test", "https://api.test/", "direct (NO_PROXY: .test)")]
    [InlineData("HTTPS_PROXY=http://p.test:3128 no_proxy=*", "https://api.test/", "direct (no_proxy: *)")]
    [InlineData("HTTPS_PROXY=http://p.test:3128", "https://localhost/", "direct (this machine)")]
    [InlineData("HTTPS_PROXY=http://p.test:3128", "https://127.8.8.8/", "direct (this machine)")]
    [InlineData("ALL_PROXY=http://p.test:3128", "http://[::1]:8080/", "direct (this machine)")]
    [InlineData("NO_PROXY=api.test", "https://api.test/", Direct)]
    public void A_variable_names_the_proxy_for_a_scheme(string environment, string server, string route)
    {
        var variables = Read(environment);
        Assert.Equal(route, new OutboundProxy(variables).RouteTo(new Uri(server)).ToString());
        Assert.Empty(variables.Problems);
    }

    [Theory]
    [InlineData("http://me:sesame@p.test:3128", "me", "sesame")]
    [InlineData("me:sesame@p.test:3128", "me", "sesame")]
    [InlineData("http://me@p.test:3128", "me", "")]
    [InlineData("http://me:@p.test:3128", "me", "")]
    [InlineData("http://me:ses:ame@p.test:3128", "me", "ses:ame")]
    [InlineData("http://me:s%40s%2Fm%23%3A%25@p.test:3128", "me", "s@s/m#:%")]
    [InlineData("http://me:ses@me@p.test:3128", "me", "ses@me")]
    [InlineData("http://corp%5Cme:s%C3%BC@p.test:3128", @"corp\me", "sü")]
    public void Its_user_name_and_password_are_given_to_the_proxy_only_and_never_shown(string value, string user, string password)
    {
        var variables = new ProxyVariables(name => name == "HTTPS_PROXY" ? value : null);
        var proxy = new OutboundProxy(variables);
        var route = proxy.RouteTo(new Uri("https://api.test/"));
        Assert.Equal("through proxy http://p.test:3128 (HTTPS_PROXY)", route.ToString());
        Assert.Equal("http://p.test:3128/", route.Proxy!.AbsoluteUri);
        var credential = proxy.Credentials!.GetCredential(route.Proxy, "Basic");
        Assert.Equal((user, password), (credential!.UserName, credential.Password));
        Assert.Null(proxy.Credentials.GetCredential(new Uri("http://other.test:3128"), "Basic"));
    }

    [Fact]
    public void Each_proxy_gets_its_own_credential()
    {
        var credentials = Read("HTTP_PROXY=http://a:1@one.test:1 HTTPS_PROXY=http://b:2@two.test:2");
        Assert.Equal("a", credentials.GetCredential(new Uri("http://one.test:1"), "Basic")!.UserName);
        Assert.Equal("b", credentials.GetCredential(new Uri("http://two.test:2"), "Basic")!.UserName);
    }

    [Theory]
    [InlineData("3128", NoHost + "0.0.12.56. A port goes behind the host.")]
    [InlineData("http://3128", NoHost + "0.0.12.56. A port goes behind the host.")]
    [InlineData("http://me:sesame@3128/", NoHost + "0.0.12.56. A port goes behind the host.")]
    [InlineData("10.1:3128", NoHost + "10.0.0.1. A port goes behind the host.")]
    [InlineData("0x7f000001:3128", NoHost + "127.0.0.1. A port goes behind the host.")]
    [InlineData("socks9://me:sesame@p.test", NoScheme)]
    [InlineData("ftp://p.test", NoScheme)]
    [InlineData("://p.test", NoScheme)]
    [InlineData("http://", NoAddress)]
    [InlineData("http://:3128", NoAddress)]
    [InlineData(":3128", NoAddress)]
    [InlineData("http://p.test:0", NoAddress)]
    [InlineData("http://p.test:70000", NoAddress)]
    [InlineData("p.test:sesame", NoAddress)]
    [InlineData("two words", NoAddress)]
    [InlineData("http//p.test:3128", NoSchemeEnd)]
    [InlineData("http:/p.test:3128", NoSchemeEnd)]
    [InlineData("HTTPS:/p.test", NoSchemeEnd)]
    [InlineData("http://me:ses/ame@p.test:3128", Unescaped)]
    [InlineData("http://me:1#sesame@p.test:3128", Unescaped)]
    public void A_proxy_that_cannot_be_used_is_an_error_without_its_password(string value, string message)
    {
        foreach (var name in (string[])["HTTP_PROXY", "https_proxy", "ALL_PROXY"])
        {
            var problem = Assert.Single(new ProxyVariables(variable => variable == name ? value : null).Problems);
            Assert.Equal((name, message, true), (problem.Path, problem.Message, problem.IsError));
            Assert.Equal("write \"http://proxy.example.com:3128\".", problem.Fix);
        }
    }

    [Fact]
    public void An_entry_of_NO_PROXY_that_is_not_understood_is_a_warning()
    {
        var problem = Assert.Single(Read("no_proxy=192.168.*,fine.test").Problems);
        Assert.Equal(
            "no_proxy: '192.168.*' is not understood, so it exempts no server from the proxy. "
                + "Fix: write a host name, a domain such as .example.com, an address, a network such as 10.0.0.0/8, or *, "
                + "with commas between them.",
            problem.ToString()
        );
        Assert.False(problem.IsError);
    }

    [Fact]
    public void Of_two_that_differ_the_lower_case_one_is_used_with_a_warning()
    {
        var variables = Read("https_proxy=http://lower.test:1 HTTPS_PROXY=http://upper.test:2 NO_PROXY=a.test no_proxy=a.test");
        Assert.Equal("through proxy http://lower.test:1 (https_proxy)", variables.RouteTo(new Uri("https://api.test/")).ToString());
        Assert.Equal(
            "HTTPS_PROXY: differs from https_proxy, which is the one that is used. Fix: remove one of them, or give both the same value.",
            Assert.Single(variables.Problems).ToString()
        );
    }

    [Theory]
    [InlineData("REQUEST_METHOD=GET HTTP_PROXY=http://evil.test:1", Direct)]
    [InlineData("GATEWAY_INTERFACE=CGI/1.1 HTTP_PROXY=http://evil.test:1", Direct)]
    [InlineData("REQUEST_METHOD=GET HTTP_PROXY=http://evil.test:1 ALL_PROXY=http://p.test:2", "through proxy http://p.test:2 (ALL_PROXY)")]
    public void Under_CGI_a_caller_cannot_name_the_proxy(string environment, string route)
    {
        var variables = Read(environment);
        Assert.Equal(route, variables.RouteTo(new Uri("http://api.test/")).ToString());
        Assert.StartsWith("HTTP_PROXY: is not used, since", $"{Assert.Single(variables.Problems)}", StringComparison.Ordinal);
        var lower = Read($"{environment} http_proxy=http://q.test:3");
        Assert.Equal("through proxy http://q.test:3 (http_proxy)", lower.RouteTo(new Uri("http://api.test/")).ToString());
    }

    private static ProxyVariables Read(string environment)
    {
        var pairs = environment.Split(' ').Select(variable => variable.Split('=', 2));
        var variables = pairs.ToDictionary(parts => parts[0], parts => parts[1]);
        return new ProxyVariables(variables.GetValueOrDefault);
    }
}
