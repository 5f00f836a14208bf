using System.Reflection;
using System.Text.RegularExpressions;
using CiamGateway.Callers;
using CiamGateway.Listening;
using CiamGateway.Telemetry;
using CiamGateway.Tokens.SharedCache;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>Every message says what to do, as an imperative. The texts are found in the source and in the types, not listed here.</summary>
public sealed partial class MessageFormTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src/CiamGateway");

    [Fact]
    public void Every_fix_in_the_source_begins_with_what_to_do()
    {
        var fixes = SourceFixes.In(Source);
        Assert.True(fixes.Count > 220, $"only {fixes.Count} were found");
        Assert.Empty(fixes.Where(fix => !MessageForm.IsImperative(fix.Text)).Select(fix => $"{fix.Place}: {fix.Text}"));
    }

    [Fact]
    public void Every_fix_that_a_type_has_ready_begins_with_what_to_do()
    {
        var fixes = (
            from type in typeof(GatewayHost).Assembly.GetTypes()
            where type.GetProperty("Fix")?.PropertyType == typeof(string) && !type.ContainsGenericParameters
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            from value in ValuesOf(field, type)
            select $"{type.Name}: {type.GetProperty("Fix")!.GetValue(value)}"
        ).ToList();
        Assert.Contains(fixes, fix => fix.StartsWith(nameof(RedisFault), StringComparison.Ordinal));
        Assert.Contains(fixes, fix => fix.StartsWith(nameof(KestrelRejection), StringComparison.Ordinal));
        Assert.Contains(fixes, fix => fix.StartsWith(nameof(Refusal), StringComparison.Ordinal));
        Assert.DoesNotContain(fixes, fix => !MessageForm.IsImperative(fix.Split(": ", 2)[1]));
    }

    [Fact]
    public void A_key_in_a_fix_of_a_type_has_its_whole_path_or_gets_it_where_it_is_written()
    {
        var known = NetworkFault.Of(new HttpRequestException(HttpRequestError.SecureConnectionError)).Below("Gateway:Clusters:orders");
        Assert.DoesNotMatch(BareKey(), known.Fix);
        Assert.All(SourceFixes.In(Source).Where(fix => fix.Place.StartsWith("Tokens/SharedCache/", StringComparison.Ordinal)), fix =>
            Assert.DoesNotMatch(BareKey(), fix.Text)
        );
    }

    /// <summary>The field's own value, or those of a dictionary.</summary>
    private static IEnumerable<object> ValuesOf(FieldInfo field, Type type) =>
        field.GetValue(null) switch
        {
            { } value when type.IsInstanceOfType(value) => [value],
            System.Collections.IDictionary values => values.Values.Cast<object>().Where(type.IsInstanceOfType),
            _ => [],
        };

    [GeneratedRegex(
        @"(?<![:\w])(?:Redis(?:Password)?File|RedisTrustedCertificatesFile|OperationTimeout|KeyPrefix|TrustedCertificatesFile)\b"
    )]
    private static partial Regex BareKey();
}
