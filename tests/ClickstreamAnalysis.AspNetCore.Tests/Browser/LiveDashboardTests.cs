using Microsoft.Playwright;
using static ClickstreamAnalysis.AspNetCore.Tests.Browser.LiveDashboard;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>The dashboard in a real browser, against a real application. Skipped where there is no Chromium.</summary>
[TestFixture]
internal sealed class LiveDashboardTests
{
    private const string Script = "<script>window.hacked=1</script>";

    [Test]
    public async Task Clicks_of_the_collector_change_the_figures()
    {
        await using var live = await OpenAsync();

        await live.ViewAsync("/cups", "ann", "bob", "cid");
        await Expect(live.Figure("users")).ToContainTextAsync("3in the last");
        await Expect(live.Figure("open")).ToContainTextAsync("3");
        await live.ViewAsync("/cart", "ann", "dan");

        await Expect(live.Figure("users")).ToContainTextAsync("4in the last");
        await Expect(live.Page.Locator("table.names").First.Locator("tbody tr").Filter(new() { HasText = "/cups" }).Locator(".count")).ToHaveTextAsync("3");
        var funnel = live.Page.GetByRole(AriaRole.Region, new() { Name = "checkout", Exact = true });
        await funnel.GetByText("Figures as a table").First.ClickAsync();
        await Expect(funnel.GetByRole(AriaRole.Row, new() { Name = "cart 1 33.3% 66.7%" })).ToBeVisibleAsync();
        await live.Page.Locator(".stream").ScrollIntoViewIfNeededAsync();
        await Expect(live.Page.Locator(".stream tbody tr").Filter(new() { HasText = "dan" })).ToHaveCountAsync(1);
    }

    [Test]
    public async Task Name_of_a_page_with_a_script_is_shown_as_text()
    {
        await using var live = await OpenAsync();

        await live.ViewAsync(Script, "ann", Script);

        await Expect(live.Page.Locator("table.names").First.Locator("tbody tr").Filter(new() { HasText = Script })).ToHaveCountAsync(1);
        Assert.That(await live.Page.EvaluateAsync<bool>("'hacked' in window"), Is.False);
        Assert.That(await live.Page.Locator("main script").CountAsync(), Is.Zero);
    }

    [Test]
    public async Task Keyboard_alone_finds_the_open_session_of_a_user()
    {
        await using var live = await OpenAsync();
        await live.ViewAsync("/cups", "ann");
        await live.ViewAsync("/cart", "ann");
        await Expect(live.Figure("users")).ToContainTextAsync("1in the last");

        await AccessibilityTests.TabToAsync(live.Page, "INPUT");
        await live.Page.Keyboard.TypeAsync("ann");
        await live.Page.Keyboard.PressAsync("Enter");
        await Expect(live.Page.Locator("#lookup-result")).ToContainTextAsync("/cups");
        await Expect(live.Page.Locator("#lookup-result")).ToContainTextAsync("/cart");
        await live.Page.Keyboard.PressAsync("Control+A");
        await live.Page.Keyboard.TypeAsync("nobody");
        await live.Page.Keyboard.PressAsync("Enter");

        await Expect(live.Page.Locator("#lookup-result")).ToContainTextAsync("This user has no open session.");
    }

    [Test]
    public async Task Server_stopped_and_started_again_is_noticed_and_its_figures_come_back_by_themselves()
    {
        await using var live = await OpenAsync();
        await live.ViewAsync("/cups", "ann", "bob");
        await Expect(live.Figure("users")).ToContainTextAsync("2in the last");
        var connection = live.Page.Locator("#connection");

        await live.StopAsync();
        await Expect(connection).ToContainTextAsync("Connection lost at");
        await Expect(live.Figure("users")).ToContainTextAsync("2in the last");

        await live.StartAsync();
        await Expect(connection).ToBeEmptyAsync();
        await live.ViewAsync("/cart", "cid");

        // The two of before are in the state that was stored.
        await Expect(live.Figure("users")).ToContainTextAsync("3in the last");
    }

    [TestCase("site")]
    [TestCase("engine")]
    public async Task Axe_finds_no_violation(string section)
    {
        await using var live = await OpenAsync(section);
        await live.ViewAsync("/cups", "ann", "bob");
        await Expect(live.Page.Locator(section == "site" ? "[data-figure=users] dd" : "[data-figure=read] dd")).ToContainTextAsync("2");
        await live.Page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
        await live.Page.SetViewportSizeAsync(1280, 5000);
        await Expect(live.Page.Locator("canvas:visible").First).ToBeVisibleAsync();

        Assert.That(await AccessibilityTests.ViolationsAsync(live.Page), Is.Empty);
    }
}
