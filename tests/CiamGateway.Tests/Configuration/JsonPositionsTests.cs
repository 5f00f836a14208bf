using System.Text;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>The position of a problem in a file, in any character encoding.</summary>
public sealed class JsonPositionsTests : IDisposable
{
    private const string Settings =
        "{\n  \"Gateway\": {\n    \"Schlüssel\": [ 1, 2 ], \"AnonymousCallers\":\n      \"Moon\", \"TrustedProxies\": "
        + "[\n\n \"10.1.0.0/16\", \"10.1\"\n    ] } }";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "iso-8859-1"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_problem_has_a_line_and_a_column(string encoding)
    {
        var places = await PlacesAsync(Settings, Encoding.GetEncoding(encoding));
        Assert.Equal("site.json:3:5", places[encoding == "iso-8859-1" ? "Gateway:Schl\uFFFDssel" : "Gateway:Schlüssel"]);
        Assert.StartsWith("site.json:3:", places["Gateway:AnonymousCallers"], StringComparison.Ordinal);
        Assert.Equal("site.json:6:17", places["Gateway:TrustedProxies:1"]);
    }

    [Fact]
    public async Task A_name_that_is_no_Unicode_is_a_problem_like_any_other() =>
        Assert.Equal("site.json", Assert.Single(await PlacesAsync("""{ "\ud800": 1 }""", Encoding.UTF8)).Value);

    private async Task<Dictionary<string, string>> PlacesAsync(string settings, Encoding encoding)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "site.json"), settings, encoding, TestContext.Current.CancellationToken);
        var validated = await GatewayHost.ValidateAsync(
            _folder.Load("--Gateway:RouteFiles:0=config/routes.json", "--Gateway:RouteFiles:1=site.json")
        );
        return validated.Problems.ToDictionary(problem => problem.Path, problem => problem.Place!.ToString());
    }
}
