using System.Text.RegularExpressions;
using CiamGateway.Callers;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The list by which the compiler orders functions need not be up to date, but must not become a list of what was.</summary>
public sealed partial class NativeOrderTests
{
    private const double Enough = 0.8;

    private static readonly string[] Listed = File.ReadAllLines(Path.Combine(Repository.Root, "src/CiamGateway/native.order"));

    [Fact]
    public void Most_of_the_types_that_it_names_are_there()
    {
        var types = typeof(Caller).Assembly.GetTypes().Select(type => Mangled(type.FullName!).TrimEnd('_')).ToHashSet();
        var named = Listed
            .Select(function => Type().Match(function))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value.TrimEnd('_'))
            .Distinct()
            .ToList();
        Assert.NotEmpty(named);
        var gone = named.Where(type => !types.Contains(type)).ToList();
        Assert.True(
            gone.Count <= (1 - Enough) * named.Count,
            $"Run .ci/order: {gone.Count} of {named.Count} types are gone, {string.Join(", ", gone.Take(5))} among them."
        );
    }

    [Fact]
    public void Every_line_names_one_function() => Assert.All(Listed, function => Assert.Matches(@"^\S+__\S+$", function));

    private static string Mangled(string name) => NoLetter().Replace(name, "_");

    [GeneratedRegex("^ciam_gateway_(CiamGateway_[A-Za-z_]+?)__[A-Za-z]")]
    private static partial Regex Type();

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NoLetter();
}
