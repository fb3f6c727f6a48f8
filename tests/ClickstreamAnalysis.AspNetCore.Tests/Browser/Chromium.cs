using Microsoft.Playwright;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>One Chromium for all tests of this folder. They are skipped on a machine without one.</summary>
[SetUpFixture]
internal sealed class Chromium
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private static IPlaywright? s_playwright;
    private static IBrowser? s_browser;

    public static IBrowser Browser
    {
        get
        {
            if (s_browser is null)
            {
                Assert.Ignore("No Chromium on the PATH: install the package chromium to run the tests in a browser.");
            }

            return s_browser;
        }
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var executable = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(static folder => s_names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (executable is null)
        {
            return;
        }

        s_playwright = await Playwright.CreateAsync();
        s_browser = await s_playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Args = ["--no-sandbox", "--disable-gpu", "--js-flags=--expose-gc"],
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (s_browser is not null)
        {
            await s_browser.DisposeAsync();
        }

        s_playwright?.Dispose();
    }
}
