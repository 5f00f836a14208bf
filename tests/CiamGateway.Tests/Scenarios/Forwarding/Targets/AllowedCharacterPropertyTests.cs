using System.Collections.Concurrent;
using CsCheck;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Targets;

/// <summary>
/// With every allowance on every route, an identifier arrives byte for byte or is refused, and no request arrives with another operation's
/// scope.
/// </summary>
public sealed class AllowedCharacterPropertyTests : IAsyncLifetime
{
    private const string Every =
        "\\ / % # ; . \u2024 \u2025 \u2026 \u2044 \u2215 \u2216 \u29F5 \u29F8 "
        + "\uFE52 \uFE54 \uFE68 \uFE6A \uFF03 \uFF05 \uFF0E \uFF0F \uFF1B \uFF3C";

    private static readonly string[] RoutesWithParameter =
    [
        "application",
        "application-delete",
        "application-access-token-mapping",
        "application-access-token-mapping-delete",
        "application-client",
        "domain",
        "domain-delete",
        "domain-user-list",
        "domain-user",
        "domain-service-account-list",
        "domain-service-account",
    ];

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf("%5C", "%2F", "%2f", "%23", "%25", ";", "%3B", ".", "%2E", "..", "%3F", "%20"),
        Gen.OneOf("%EF%BC%8F", "%E2%80%A6", "%252F", "%255C", "%2523", "%25252F"),
        Gen.OneOf("Users", "ServiceAccounts", "Client", "AccessTokenMapping", "1", "Domains", "Applications", "%55sers"),
        Gen.OneOf("a", "john", "%C3%BC", "+", "%2B", "%26", "%2C", "%41", "%7e", "~", ":", "@", "=", "%FF", "%", "%00")
    );

    private static readonly Gen<string> Identifier = Piece.Array[1, 6].Select(string.Concat);

    private static readonly Gen<string> Template = Gen.OneOf(
        "GET /Domains/{0}",
        "PUT /Domains/{0}",
        "DELETE /Domains/{0}",
        "HEAD /Domains/{0}",
        "GET /Domains/{0}/Users",
        "POST /Domains/{0}/Users",
        "GET /Domains/1/Users/{0}",
        "DELETE /Domains/1/Users/{0}",
        "GET /Domains/{0}/Users/1",
        "DELETE /Domains/{0}/Users/{0}",
        "PUT /Domains/{0}/ServiceAccounts/1",
        "DELETE /Applications/{0}",
        "GET /Applications/{0}",
        "DELETE /Applications/{0}/AccessTokenMapping",
        "GET /Applications/{0}/Client",
        "DELETE /Domains/1/ServiceAccounts/{0}"
    );

    private readonly ConcurrentBag<RawConnection> _connections = [];
    private GatewayScenario _scenario = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scenario = await GatewayScenario.StartAsync(
            RoutesWithParameter
                .Select(route => $"ReverseProxy:Routes:{route}:Metadata:AllowInPath")
                .Append("ReverseProxy:Routes:domain-user:Metadata:AllowInPath.domainId")
                .Append("ReverseProxy:Routes:domain-service-account:Metadata:AllowInPath.domainId")
                .ToDictionary(key => key, _ => (string?)Every)
        );
        await _scenario.Gateway.WaitUntilReadyAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
        await _scenario.DisposeAsync();
    }

    [Fact(Timeout = TimeLimit.Long)]
    public async Task Of_ten_thousand_bent_requests_none_arrives_with_another_operations_scope()
    {
        await HostileRequests.Any.SampleAsync(request => SendAsync(request.Method, request.ToString()), iter: 10_000, threads: 8);
        Assert.InRange(_scenario.Api.Journal.Entries.Count, 100, 10_000);
        Assert.Equal("", WrongArrivals.In(_scenario.Api.Journal));
    }

    [Fact(Timeout = TimeLimit.Long)]
    public async Task Of_ten_thousand_identifiers_each_arrives_byte_for_byte_or_is_refused()
    {
        var sent = new ConcurrentDictionary<string, bool>();
        await Gen.Select(Template, Identifier)
            .SampleAsync(
                async (template, identifier) =>
                {
                    var request = template.Replace("{0}", identifier, StringComparison.Ordinal).Split(' ');
                    sent[string.Join(' ', request)] = true;
                    await SendAsync(request[0], new HostileRequest(request[0], request[1], "").ToString());
                },
                iter: 10_000,
                threads: 8
            );
        var arrived = _scenario.Api.Journal.Entries;
        Assert.InRange(arrived.Count, 1000, 9_900);
        Assert.All(arrived, entry =>
            Assert.True(sent.ContainsKey($"{entry.Method} {entry.Target}"), $"{entry.Method} {entry.Target} was not sent by any case")
        );
        Assert.Equal("", WrongArrivals.In(_scenario.Api.Journal));
    }

    private async Task SendAsync(string method, string request)
    {
        var connection = _connections.TryTake(out var free) ? free : await RawConnection.OpenAsync(_scenario.Gateway.Address);
        await connection.SendAsync(request);
        var answer = await connection.ReadAsync(method is "HEAD");
        if (answer is null or { Closes: true })
        {
            connection.Dispose();
        }
        else
        {
            _connections.Add(connection);
        }
        Assert.True(answer is null or { Status: < 500 }, $"{request} was answered with {answer?.Status}");
    }
}
