using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Run;
using Xunit;

namespace CiamGateway.Tests.Chaos;

/// <summary>The plan of the chaos program.</summary>
public sealed class ScheduleTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void The_same_seed_leads_to_the_same_plan()
    {
        Assert.Equal(Plan(7).Select(Described), Plan(7).Select(Described));
        Assert.NotEqual(Plan(7).Select(Described), Plan(8).Select(Described));
    }

    [Fact]
    public void In_an_hour_every_kind_happens()
    {
        var kinds = FaultKinds.All.Select(kind => kind().Name).ToList();
        Assert.True(kinds.Count >= 50);
        Assert.Equal(kinds.Order(StringComparer.Ordinal), Plan(7).Select(one => one.Fault.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void At_most_three_faults_happen_at_once_and_of_a_group_one_for_each_side()
    {
        var plan = Plan(7);
        foreach (var one in plan)
        {
            var others = plan.Where(other => other != one && other.Begin <= one.Begin && other.End > one.Begin).ToList();
            Assert.True(others.Count <= 2);
            Assert.DoesNotContain(others, other =>
                other.Fault.Group == one.Fault.Group && (other.Side == one.Side || !one.Fault.IsOfOneSide)
            );
        }
    }

    [Fact]
    public void Names_are_the_class_names_with_hyphens() =>
        Assert.Contains("token-endpoint-answers-503-with-retry-after", FaultKinds.All.Select(kind => kind().Name));

    private static IReadOnlyList<Occurrence> Plan(int seed) => new Schedule(seed, Hour, FaultKinds.All, replicas: 3).Plan();

    private static string Described(Occurrence one) => $"{one.Fault.Name} {one.Begin} {one.Length} {one.Side} {one.Replica} {one.Seed}";
}
