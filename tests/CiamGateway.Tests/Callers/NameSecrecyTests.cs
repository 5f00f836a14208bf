using System.Globalization;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers;

/// <summary>The throttle does not tell which names callers have: the same guesses have the same results, at the same cost.</summary>
public sealed class NameSecrecyTests
{
    private const string Known = "ops-console";
    private const string Unknown = "nobody";

    /// <summary>Each step is an address, a name ("it" for the one in question) and how often a wrong password comes.</summary>
    public static TheoryData<string> Guesses =>
        [
            "203.0.113.1 it 12, 203.0.113.1 other 2",
            "203.0.113.1 other 9, 203.0.113.1 it 3",
            "198.51.100.1 it 9, 198.51.100.1 payroll 3, 198.51.100.1 it 1",
            "203.0.113.77 it 12, 203.0.113.77 other 2, 203.0.113.77 it 12",
            "203.0.113.* it 31",
        ];

    [Theory]
    [MemberData(nameof(Guesses))]
    public async Task A_name_that_a_caller_has_is_treated_as_one_that_none_has(string steps)
    {
        var (known, unknown) = (await ResultsAsync(steps, Known), await ResultsAsync(steps, Unknown));
        Assert.Equal(unknown, known);
        Assert.Contains(known, result => result.StartsWith("throttled", StringComparison.Ordinal));
    }

    /// <summary>From 203.0.113.77 the caller in question has got in before, from where another caller has, too.</summary>
    private static async Task<List<string>> ResultsAsync(string steps, string name)
    {
        using var checker = new PasswordChecker();
        checker.Configure(
            WithPasswords(Known, First) with
            {
                Networks = Networks("203.0.113.0/24"),
            },
            WithPasswords("branch", First) with
            {
                Networks = Networks("203.0.113.0/24"),
            },
            WithPasswords("payroll", First)
        );
        Assert.Equal(Known, await checker.VerifyAsync(Known, "first", "203.0.113.77"));
        Assert.Equal("branch", await checker.VerifyAsync("branch", "first", "203.0.113.77"));
        var results = new List<string>();
        foreach (var step in steps.Split(", ").Select(step => step.Split(' ')))
        {
            for (var i = 0; i < int.Parse(step[2], CultureInfo.InvariantCulture); i++)
            {
                var source = step[0].Replace("*", (i + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
                var before = checker.Verification.Iterations;
                var refusal = (await checker.IdentifyAsync(step[1] is "it" ? name : step[1], $"wrong-{i}", source)).Refusal!;
                results.Add($"{refusal.Reason} {refusal.RetryAfter} {checker.Verification.Iterations - before}");
            }
        }
        return results;
    }
}
