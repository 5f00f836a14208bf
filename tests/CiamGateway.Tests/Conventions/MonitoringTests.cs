using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The dashboard and the rules ask only for what a live gateway shows, and each alert leads somewhere.</summary>
public sealed partial class MonitoringTests
{
    private static readonly string Dashboard = Read("grafana/ciam-gateway.json");
    private static readonly string Recording = Read("prometheus/recording.yaml");
    private static readonly string Alerts = Read("prometheus/alerts.yaml");

    /// <summary>What Prometheus itself adds, and what a histogram's buckets have.</summary>
    private static readonly string[] KnownLabels = ["instance", "le"];

    [Fact]
    public async Task Every_metric_and_label_of_dashboard_and_rules_is_in_a_live_exposition()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await scenario.Gateway.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
        await scenario.Caller.GetAsync("/Domains", TestContext.Current.CancellationToken);
        await scenario.Caller.GetAsync("/nowhere", TestContext.Current.CancellationToken);
        var metrics = Families().Matches(await scenario.MetricsAsync()).Select(match => match.Groups[1].Value).ToHashSet();
        var recorded = Records().Matches(Recording).Select(match => match.Groups[1].Value).ToHashSet();
        var labels = LabelNames()
            .Matches(await scenario.MetricsAsync())
            .Select(match => match.Groups[1].Value)
            .Concat(LabelsOfTable())
            .Concat(KnownLabels)
            .ToHashSet();

        var expressions = Expressions().ToList();
        Assert.NotEmpty(expressions);
        foreach (var expression in expressions)
        {
            Assert.All(MetricNames().Matches(expression).Select(match => match.Value), name =>
                Assert.True(
                    metrics.Contains(name) || metrics.Contains(Suffixes().Replace(name, "")) || recorded.Contains(name),
                    $"{name} in {expression}"
                )
            );
            var used = MatchedLabels()
                .Matches(expression)
                .Select(match => match.Groups[1].Value)
                .Concat(
                    GroupedLabels()
                        .Matches(expression)
                        .SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
                );
            Assert.All(used, label => Assert.Contains(label, labels));
        }
    }

    [Fact]
    public void Every_alert_has_a_summary_a_cause_a_fix_and_a_runbook()
    {
        var alerts = Alerts.Split("- alert: ").Skip(1).ToList();
        Assert.Equal(17, alerts.Count);
        foreach (var alert in alerts)
        {
            Assert.All(["summary: ", "description: ", "Cause: ", "Fix: ", "severity: "], part =>
                Assert.Contains(part, alert, StringComparison.Ordinal)
            );
            var name = alert.Split('\n')[0];
            Assert.Contains($"runbook: config/prometheus/README.md#{name.ToLowerInvariant()}\n", alert, StringComparison.Ordinal);
            AssertIsRunbook(DocumentationPage.Monitoring.Text.Split($"\n### {name}\n")[1].Split("\n## ")[0].Split("\n### ")[0]);
        }
        Assert.All(Regex.Matches(Alerts, @"\$labels\.(\w+)").Select(match => match.Groups[1].Value), label =>
            Assert.Contains(label, LabelsOfTable().Concat(KnownLabels))
        );
    }

    private static IEnumerable<string> Expressions()
    {
        var dashboard = JsonNode.Parse(Dashboard)!;
        var panels = dashboard["panels"]!
            .AsArray()
            .SelectMany(panel => panel!["targets"]?.AsArray() ?? [])
            .Select(target => target!["expr"]!.GetValue<string>());
        var annotations = dashboard["annotations"]!["list"]!.AsArray().Select(annotation => annotation!["expr"]!.GetValue<string>());
        var rules = RuleExpressions().Matches(Recording + Alerts).Select(match => match.Groups[1].Value);
        return [.. panels, .. annotations, .. rules];
    }

    /// <summary>The labels that the table of metrics promises.</summary>
    private static List<string> LabelsOfTable() =>
        [
            .. Regex
                .Matches(DocumentationPage.Monitoring.Text, @"(?m)^\| `ciam_gateway_[a-z_]+` \| ([a-z, ]+) \|")
                .SelectMany(row => row.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)),
        ];

    /// <summary>Numbered steps, some with a command, each of which is followed by what to expect.</summary>
    private static void AssertIsRunbook(string runbook)
    {
        var steps = RunbookSteps().Matches(runbook).Select(match => match.Value).ToList();
        Assert.NotEmpty(steps);
        Assert.Equal(Enumerable.Range(1, steps.Count).Select(number => $"{number}. "), steps.Select(step => step[..3]));
        Assert.Contains(steps, step => step.Contains("```sh\n", StringComparison.Ordinal));
        Assert.All(steps.Where(step => step.Contains("```sh\n", StringComparison.Ordinal)), step =>
            Assert.Matches(@"   ```\n   Expect ", step)
        );
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "config", file));

    [GeneratedRegex(@"(?m)^\d\. .*(\n   .*)*")]
    private static partial Regex RunbookSteps();

    [GeneratedRegex("(?m)^# TYPE ([a-zA-Z_:]+)")]
    private static partial Regex Families();

    [GeneratedRegex("- record: ([a-z0-9_:]+)")]
    private static partial Regex Records();

    [GeneratedRegex("[{,]([a-z_]+)=\"")]
    private static partial Regex LabelNames();

    [GeneratedRegex("(ciam_gateway|process|dotnet|system_runtime|microsoft_aspnetcore)[a-z0-9_:]+")]
    private static partial Regex MetricNames();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex Suffixes();

    [GeneratedRegex("[{,]([a-z_]+)(?:=~|!~|!=|=)\"")]
    private static partial Regex MatchedLabels();

    [GeneratedRegex(@"by \(([a-z_, ]+)\)")]
    private static partial Regex GroupedLabels();

    [GeneratedRegex("(?m)^ +expr: (.*)$")]
    private static partial Regex RuleExpressions();
}
