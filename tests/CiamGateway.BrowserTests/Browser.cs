using Microsoft.Playwright;
using Xunit;

namespace CiamGateway.BrowserTests;

/// <summary>The Chromium of this machine, for all tests of a class; where there is none, the tests say so and do not run.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A new window. Every host name that ends in <c>.test</c> leads to this machine.</summary>
    public async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium on this machine. Install it, such as with apt-get install chromium.");
        var context = await _browser.NewContextAsync(options);
        return await context.NewPageAsync();
    }

    public async ValueTask InitializeAsync()
    {
        if (Find() is { } executable)
        {
            _playwright = await Playwright.CreateAsync();

            // Chromium's sandbox does not start for root, as which containers run tests.
            string[] arguments = ["--no-sandbox", "--host-resolver-rules=MAP *.test 127.0.0.1"];
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = arguments });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
    }

    private static string? Find() =>
        (
            from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            from name in Names
            select Path.Combine(folder, name)
        ).FirstOrDefault(File.Exists);
}
