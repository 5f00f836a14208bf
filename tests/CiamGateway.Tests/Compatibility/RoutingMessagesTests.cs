using CiamGateway.Compatibility;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Compatibility;

/// <summary>The words of ASP.NET Core's routing on which <see cref="RoutingMessages"/> depends.</summary>
public sealed class RoutingMessagesTests
{
    [Fact]
    public async Task The_names_of_ambiguous_endpoints_can_be_read_from_the_exception()
    {
        await using var app = LoopbackServer.CreateBuilder(port: 0).Build();
        Exception? thrown = null;
        app.Use(
            async (context, next) =>
            {
                thrown = await Record.ExceptionAsync(() => next(context));
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        );
        app.UseRouting();
        foreach (var name in new[] { "one", "another" })
        {
            app.MapGet("/{any}", (HttpContext _) => Task.CompletedTask).WithDisplayName(name);
        }
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = Http.To(app.Address());
        await client.GetAsync(new Uri("/x", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Superset(new HashSet<string> { "one", "another" }, RoutingMessages.AmbiguousEndpoints(thrown!)!.ToHashSet());
        Assert.Null(RoutingMessages.AmbiguousEndpoints(new InvalidOperationException("one\nanother")));
    }
}
