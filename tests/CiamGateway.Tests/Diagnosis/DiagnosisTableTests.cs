using System.Text.RegularExpressions;
using CiamGateway.Connections;
using CiamGateway.Connections.Proxies;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.SharedCache;
using Xunit;

namespace CiamGateway.Tests.Diagnosis;

/// <summary>The documentation's table of mistakes: each is made for real, and its operator sees the line that the table shows.</summary>
public sealed partial class DiagnosisTableTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private ExaminedServers _servers = null!;

    public static TheoryData<string> Rows => [.. Table.Select(row => row.Mistake)];

    public async ValueTask InitializeAsync() => _servers = await ExaminedServers.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _servers.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Who_makes_the_mistake_sees_the_line(string mistake)
    {
        var row = Table.Single(row => row.Mistake == mistake);
        var (where, provoke) = Mistakes.All[mistake];
        Assert.Equal(where, row.Where);
        Assert.Matches($"^{Regex.Escape(row.Line).Replace("…", ".+", StringComparison.Ordinal)}$", await provoke());
    }

    [Fact]
    public void Every_mistake_that_is_made_is_in_the_table() =>
        Assert.Equal(Mistakes.All.Keys.Order(StringComparer.Ordinal), Table.Select(row => row.Mistake).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_line_that_operators_see_has_one_fix_and_it_says_what_to_do() =>
        Assert.All(Table.Where(row => row.Where != "answer"), row =>
        {
            var parts = row.Line.Split(" Fix: ");
            Assert.True(parts.Length == 2 && MessageForm.IsImperative(parts[1]), row.Line);
        });

    [Fact]
    public void Every_key_in_a_line_has_its_whole_path()
    {
        Type[] options = [typeof(TokenClientOptions), typeof(ClusterOptions), typeof(TokenCacheOptions), typeof(ProxyOptions)];
        // A name of one word, such as Redis, may mean the thing itself.
        var keys = options
            .SelectMany(type => type.GetProperties())
            .Select(property => property.Name)
            .Where(name => name.Count(char.IsUpper) > 1);
        var bare = new Regex($@"(?<![:\w'])(?:{string.Join('|', keys)})\b");
        Assert.All(Table, row => Assert.DoesNotMatch(bare, row.Line));
    }

    private Mistakes Mistakes => new(_servers.AuthorizationServer, _servers.Api, _authority);

    private static IReadOnlyList<(string Mistake, string Where, string Line)> Table =>
        [
            .. TableRows()
                .Matches(DocumentationPage.Monitoring.Text)
                .Select(row => (row.Groups["mistake"].Value, row.Groups["where"].Value, row.Groups["line"].Value)),
        ];

    [GeneratedRegex(@"(?m)^\| (?<mistake>[^|`]+) \| (?<where>log|doctor|validate|answer) \| `(?<line>[^|]+)` \|$")]
    private static partial Regex TableRows();
}
