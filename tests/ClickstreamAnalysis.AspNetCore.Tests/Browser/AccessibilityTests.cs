using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>The dashboard for readers who use a keyboard or a screen reader.</summary>
[TestFixture]
internal sealed class AccessibilityTests
{
    private const string Focused = "document.activeElement.textContent.trim().slice(0, 40) || document.activeElement.tagName";

    [TestCase("site", ColorScheme.Light, 1280)]
    [TestCase("site", ColorScheme.Dark, 1280)]
    [TestCase("site", ColorScheme.Dark, 360)]
    [TestCase("engine", ColorScheme.Light, 1280)]
    [TestCase("engine", ColorScheme.Dark, 1280)]
    [TestCase("engine", ColorScheme.Light, 360)]
    public async Task Axe_finds_no_violation(string section, ColorScheme scheme, int width)
    {
        await using var dashboard = await DashboardPage.OpenAsync(section, scheme, width);
        dashboard.Server.Send("clicks", FakeFigures.Clicks(100, FakeFigures.Ordinary));
        await dashboard.Page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
        await dashboard.Page.SetViewportSizeAsync(width, 6000);
        await dashboard.DrawnAsync();

        Assert.That(await ViolationsAsync(dashboard.Page), Is.Empty);
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Axe_finds_no_violation_while_the_connection_is_lost_or_there_is_nothing_to_show(ColorScheme scheme)
    {
        await using var dashboard = await DashboardPage.OpenAsync(scheme: scheme, isEmpty: true);
        await dashboard.Server.StopAsync();
        await Expect(dashboard.Page.Locator("#connection")).ToContainTextAsync("Connection lost");

        Assert.That(await ViolationsAsync(dashboard.Page), Is.Empty);
    }

    [Test]
    public async Task Keyboard_alone_reaches_sections_tables_and_the_look_up()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        var page = dashboard.Page;

        await page.Keyboard.PressAsync("Tab");
        Assert.That(await page.EvaluateAsync<string>(Focused), Is.EqualTo("Skip to content"));
        await page.Keyboard.PressAsync("Enter");
        Assert.That(await page.EvaluateAsync<string>("document.activeElement.id"), Is.EqualTo("main"));

        await TabToAsync(page, "Figures as a table");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("details[open] tbody tr").First).ToBeVisibleAsync();

        await TabToAsync(page, "All", "SELECT");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByText("Half within 1 min 30 sec")).ToBeVisibleAsync();

        await TabToAsync(page, "INPUT");
        await page.Keyboard.TypeAsync("anna");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#lookup-result")).ToContainTextAsync("/products/hand-grinder");

        await page.EvaluateAsync("document.getElementById('skip').focus()");
        await TabToAsync(page, "Engine");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(dashboard.Server.Address + "#engine");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Instances" })).ToBeVisibleAsync();

        await TabToAsync(page, "Theme: auto");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    [TestCase("site")]
    [TestCase("engine")]
    public async Task Every_chart_has_a_name_and_its_figures_as_a_table(string section)
    {
        await using var dashboard = await DashboardPage.OpenAsync(section);
        dashboard.Send(2000, FakeFigures.Ordinary);
        await dashboard.Page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
        var panels = dashboard.Page.Locator(".panel:visible:has(canvas)");
        await Expect(panels).Not.ToHaveCountAsync(0);

        for (var i = 0; i < await panels.CountAsync(); i++)
        {
            var panel = panels.Nth(i);
            await panel.ScrollIntoViewIfNeededAsync();
            Assert.That(await panel.Locator(".chart").GetAttributeAsync("aria-label"), Is.Not.Empty);
            await Expect(panel.Locator("tbody tr")).Not.ToHaveCountAsync(0);
        }
    }

    internal static async Task TabToAsync(IPage page, params string[] texts)
    {
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await page.EvaluateAsync<string>($"[document.activeElement.tagName, {Focused}].join(' ')");
            if (texts.All(text => focused.Contains(text, StringComparison.Ordinal)))
            {
                // What has the focus can be seen to have it.
                Assert.That(await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"), Is.Not.EqualTo("none"), focused);
                return;
            }
        }

        Assert.Fail($"The Tab key never reached \"{string.Join(' ', texts)}\".");
    }

    internal static async Task<string[]> ViolationsAsync(IPage page)
    {
        AxeResult result = await page.RunAxe();
        return [.. result.Violations.Select(static violation => $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Take(3).Select(static node => node.Html))}")];
    }
}
