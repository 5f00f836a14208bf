using CiamGateway.Errors;
using CiamGateway.Limits;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Limits;

/// <summary>The stage that holds requests to the limits, and requests for it.</summary>
internal sealed class LimitedRequests : IAsyncDisposable
{
    /// <summary>A window that does not end within a test.</summary>
    public const string PerDay = "1.00:00:00";

    private readonly TaskCompletionSource _release = new();

    public ConfigurationFolder Folder { get; } = ConfigurationFolder.Sound();

    public CurrentConfiguration Configuration { get; private set; } = null!;

    public RequestLimiters Limiters { get; private set; } = null!;

    public FakeLogger<LimitRefusals> Log { get; } = new();

    private LimitRefusals Refusals => field ??= new LimitRefusals(new FakeTimeProvider(), Log);

    public async ValueTask DisposeAsync()
    {
        Folder.Dispose();
        _release.TrySetResult();
        await Limiters.DisposeAsync();
    }

    /// <param name="settings">Below <c>Gateway</c>, such as <c>Limits:MaxConcurrentRequests=1</c>.</param>
    public void Use(params IEnumerable<string> settings)
    {
        Configuration = new CurrentConfiguration(Folder.Load([.. settings.Select(setting => $"--Gateway:{setting}")]));
        Limiters = new RequestLimiters(Configuration);
    }

    public static DefaultHttpContext Request(string caller = "payroll", string route = "domain-list", string? policy = null)
    {
        var context = new DefaultHttpContext();
        (RequestFacts.Of(context).Caller, RequestFacts.Of(context).Route) = (caller, route);
        object[] metadata = policy is null ? [] : [new EnableRateLimitingAttribute(policy)];
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(metadata), route));
        return context;
    }

    public Task<HttpContext> ServeAsync(HttpContext request) => ServeAsync(request, Task.CompletedTask);

    /// <summary>The request is under way, or waits, until <see cref="Release"/>.</summary>
    public Task<HttpContext> HoldAsync(HttpContext request) =>
        ServeAsync(request, _release.Task.WaitAsync(TestContext.Current.CancellationToken));

    public void Release() => _release.SetResult();

    public async Task<int> StatusAsync(HttpContext request) => (await ServeAsync(request)).Response.StatusCode;

    public async Task<int[]> StatusesAsync(int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
        {
            statuses[i] = await StatusAsync(Request());
        }
        return statuses;
    }

    public static (int Status, string? Code, TimeSpan? RetryAfter) Answer(HttpContext context) =>
        (context.Response.StatusCode, context.GetGatewayError()?.Problem.Code, context.GetGatewayError()?.RetryAfter);

    /// <summary>A request goes on once, and one that is refused does not.</summary>
    private async Task<HttpContext> ServeAsync(HttpContext request, Task served)
    {
        var passes = 0;
        RequestDelegate next = _ =>
        {
            passes++;
            return served;
        };
        await new RequestLimitsMiddleware(next, Limiters, Refusals).InvokeAsync(request);
        Assert.Equal(request.Response.StatusCode is 200 ? 1 : 0, passes);
        return request;
    }
}
