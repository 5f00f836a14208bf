using CiamGateway.Benchmarks.Behaviour;
using Xunit;

namespace CiamGateway.Tests.Benchmarks;

/// <summary>How the soak tells memory that grows from memory that wanders.</summary>
public sealed class TrendTests
{
    private const int Readings = 51;
    private const int Runs = 500;

    /// <param name="likeness">How much of a reading's distance from the level the next one keeps.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void What_wanders_about_a_level_seldom_seems_to_rise(double likeness) =>
        Assert.InRange(Rising(likeness, slope: 0), 0, Runs / 10);

    [Theory]
    [InlineData(0)]
    [InlineData(0.8)]
    public void What_rises_is_seen(double likeness) => Assert.InRange(Rising(likeness, slope: 0.5), Runs * 99 / 100, Runs);

    [Fact]
    public void A_straight_line_has_no_error()
    {
        var trend = new Trend([.. Enumerable.Range(0, Readings).Select(turn => (turn / 2d, turn * 3d))]);
        Assert.Equal((6, 0), (trend.Slope, trend.StandardError));
        Assert.True(trend.Rises);
    }

    private static int Rising(double likeness, double slope)
    {
        var random = new Random(1);
        return Enumerable.Range(0, Runs).Count(_ => new Trend(Wander(random, likeness, slope)).Rises);
    }

    private static List<(double X, double Y)> Wander(Random random, double likeness, double slope)
    {
        var distance = 0d;
        return
        [
            .. Enumerable
                .Range(0, Readings)
                .Select(turn => ((double)turn, (slope * turn) + (distance = (likeness * distance) + random.NextDouble() - 0.5))),
        ];
    }
}
