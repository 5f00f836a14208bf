using Xunit;
using Xunit.v3;

namespace CiamGateway.Tests.Conventions;

/// <summary>Each test has a time limit.</summary>
public sealed class TimeLimitTests
{
    public static IEnumerable<TheoryDataRow<object>> Rows => [new(new object())];

    private static int Limit => ((IXunitTest)TestContext.Current.Test!).Timeout;

    [Fact]
    public void A_fact_has_a_minute() => Assert.Equal(60_000, Limit);

    [Fact]
    public async Task A_fact_that_waits_has_a_minute()
    {
        await Task.Yield();
        Assert.Equal(60_000, Limit);
    }

    [Theory]
    [InlineData(1)]
    public void A_row_of_a_theory_has_a_minute(int row) => Assert.Equal(60_000 * row, Limit);

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    public void A_row_that_is_found_when_the_theory_runs_has_a_minute(object row)
    {
        Assert.NotNull(row);
        Assert.Equal(60_000, Limit);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_limit_of_its_own_stays()
    {
        await Task.Yield();
        Assert.Equal(90_000, Limit);
    }
}
