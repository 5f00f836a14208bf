using CiamGateway.Audit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Audit;

/// <summary>How many lines strangers may cause, and which lines are theirs.</summary>
public sealed class StrangerLinesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StrangerLines _lines;

    public StrangerLinesTests() => _lines = new StrangerLines(_clock);

    [Fact]
    public void An_address_has_a_hundred_lines_and_then_one_a_minute()
    {
        Assert.Equal(100, Permitted(1000, _ => "192.0.2.1"));
        Assert.Equal(900, _lines.TakeWithheld());
        Assert.Equal(0, _lines.TakeWithheld());
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(3, Permitted(10, _ => "::ffff:192.0.2.1"));
        Assert.Equal(100, Permitted(1000, i => $"2001:db8::{i:x}"));
        Assert.Equal(1, Permitted(1, _ => "2001:db8:0:1::1"));
    }

    [Fact]
    public void All_addresses_have_a_thousand_lines_and_then_one_in_ten_seconds()
    {
        Assert.Equal(1000, Permitted(30_000, i => $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(6, Permitted(30_000, i => $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}"));
    }

    [Fact]
    public void A_year_of_refusals_is_bounded()
    {
        var recorded = 0;
        for (var hour = 0; hour < 100; hour++)
        {
            recorded += Permitted(2000, i => $"10.0.{(i >> 8) & 255}.{i & 255}");
            _clock.Advance(TimeSpan.FromHours(1));
        }
        Assert.InRange(recorded, 1000, 1000 + (100 * 361));
    }

    [Fact]
    public void The_first_that_is_counted_is_told()
    {
        Permitted(100, _ => null);
        Assert.False(_lines.Permit(null, out var isFirst));
        Assert.True(isFirst);
        Assert.False(_lines.Permit(null, out isFirst));
        Assert.False(isFirst);
    }

    [Theory]
    [InlineData("anonymous", null, 401, "caller_unauthenticated", true)]
    [InlineData("anonymous", null, 400, "request_malformed", true)]
    [InlineData("anonymous", null, 404, "route_not_found", true)]
    [InlineData("anonymous", null, 503, "gateway_overloaded", true)]
    [InlineData("anonymous", null, 503, "audit_unavailable", true)]
    [InlineData("anonymous", null, 505, "http_version_unsupported", true)]
    [InlineData("anonymous", null, 500, "internal_error", true)]
    [InlineData("payroll", null, 503, "audit_unavailable", false)]
    [InlineData("payroll", null, 403, "caller_not_admitted", false)]
    [InlineData("anonymous", null, 503, "token_unavailable", false)]
    [InlineData("anonymous", "0123abcd", 499, "caller_gone", false)]
    [InlineData("anonymous", "0123abcd", 404, null, false)]
    [InlineData("anonymous", null, 404, null, false)]
    [InlineData("anonymous", null, 200, null, false)]
    public void A_refused_call_without_a_caller_is_a_strangers(
        string caller,
        string? fingerprint,
        int status,
        string? error,
        bool isOfStranger
    ) =>
        Assert.Equal(
            isOfStranger,
            new AuditLine(default, "", caller, null, "none", "POST", "/", null, null, fingerprint, status, error, null, 0).IsOfStranger
        );

    [Theory]
    [InlineData(512, 512, null)]
    [InlineData(513, 512, 513)]
    [InlineData(8000, 512, 8000)]
    public void A_long_path_is_cut_and_its_length_told(int length, int kept, int? told)
    {
        var path = "/" + new string('a', length - 1);
        var line = new AuditLine(default, "", "payroll", null, "none", "POST", path, null, null, null, 204, null, null, 0).Bounded();
        Assert.Equal((path[..kept], told), (line.Path, line.PathLength));
    }

    private int Permitted(int count, Func<int, string?> source) => Enumerable.Range(0, count).Count(i => _lines.Permit(source(i), out _));
}
