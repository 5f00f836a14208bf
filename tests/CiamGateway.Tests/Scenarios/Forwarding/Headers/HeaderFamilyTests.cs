using CiamGateway.Forwarding.Headers;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>
/// Headers by which products carry identity, routing or framing. The names are written out in <see cref="HeadersOfProducts"/>, so that a
/// name that leaves the gateway's families is noticed.
/// </summary>
public sealed class HeaderFamilyTests(WithheldRequestHeaderTests.Scenario scenario) : IClassFixture<WithheldRequestHeaderTests.Scenario>
{
    /// <summary>Of headers that HTTP or the gateway itself reads, and that do arrive in their own spelling, but for the key.</summary>
    public static TheoryData<string> LookAlikes =>
        [
            "X_Api_Key",
            "x_api-key",
            "X.Api.Key",
            "X-Api_Key",
            "Transfer_Encoding",
            "TRANSFER_ENCODING",
            "Transfer.Encoding",
            "Content_Length",
            "content_length",
            "CONTENT_LENGTH",
            "Content!Length",
            "Content_Type",
            "Content_Encoding",
            "Content_Range",
            "Keep_Alive",
            "Max_Forwards",
            "If_Match",
            "If_None_Match",
            "If_Modified_Since",
            "If_Unmodified_Since",
            "If_Range",
            "Proxy_Authorization",
            "Proxy_Connection",
            "HTTP_AUTHORIZATION",
            "HTTP_X_API_KEY",
            "X_Authorization",
        ];

    [Theory]
    [MemberData(nameof(HeadersOfProducts.All), MemberType = typeof(HeadersOfProducts))]
    public async Task No_header_of_a_product_arrives_in_any_spelling(string product, string names)
    {
        var headers = names.Split(' ');
        Assert.NotEmpty(product);
        foreach (
            var spelling in (Func<string, string>[])
                [
                    name => name,
                    name => name.ToLowerInvariant(),
                    name => name.ToUpperInvariant().Replace('-', '_'),
                    name => name.Replace('-', '.'),
                ]
        )
        {
            var arrived = await scenario.ArrivedAsync([.. headers.Select(name => $"{spelling(name)}: invented")]);
            Assert.Equal(["Authorization", "Host", "Via"], arrived.Keys.Where(key => key != "traceparent").Order(StringComparer.Ordinal));
            Assert.StartsWith("Bearer eyJ", Assert.Single(arrived["Authorization"]), StringComparison.Ordinal);
            Assert.Equal(["1.1 ciam-gateway"], arrived["Via"]);
        }
    }

    [Theory]
    [MemberData(nameof(LookAlikes))]
    public async Task What_only_looks_like_a_header_that_HTTP_or_the_gateway_reads_does_not_arrive(string name)
    {
        var arrived = await scenario.ArrivedAsync($"{name}: 7");
        Assert.Equal(["Authorization", "Host", "Via"], arrived.Keys.Where(key => key != "traceparent").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_reference_names_each_header_by_product_and_purpose()
    {
        foreach (var family in WithheldHeaders.FamiliesOfRequests)
        {
            var names = string.Join(", ", family.Names.Select(name => $"`{name}`"));
            Assert.Contains(
                $"\n| {family.Product} | {family.Purpose} | {names} |\n",
                DocumentationPage.Configuration.Text,
                StringComparison.Ordinal
            );
        }
        Assert.All(WithheldHeaders.Ordinary.Concat(WithheldHeaders.LookAlikes), name =>
            Assert.Contains($"`{name}`", DocumentationPage.Configuration.Text, StringComparison.Ordinal)
        );
    }
}
