using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>Names come from visitors. They are shown as text and do nothing.</summary>
[TestFixture]
internal sealed class HostileNamesTests
{
    [TestCase("site")]
    [TestCase("engine")]
    public async Task Names_with_markup_are_shown_as_text(string section)
    {
        await using var dashboard = await DashboardPage.OpenAsync(section, names: FakeFigures.Hostile);
        var page = dashboard.Page;
        await page.EvaluateAsync("addEventListener('securitypolicyviolation', event => window.violation = event.violatedDirective)");
        dashboard.Send(1300, FakeFigures.Hostile);
        dashboard.Server.Send("clicks", FakeFigures.Clicks(100, FakeFigures.Hostile));
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
        await dashboard.DrawnAsync();
        if (section == "site")
        {
            await page.GetByLabel("User id").FillAsync("<img src=x onerror=window.hacked=1>");
            await page.GetByLabel("User id").PressAsync("Enter");
            await Expect(page.Locator("#lookup-result")).ToContainTextAsync("<script>window.hacked=1</script>");
            await page.Locator(".stream").ScrollIntoViewIfNeededAsync();
            await Expect(page.Locator(".stream")).ToContainTextAsync("<img src=x onerror=window.hacked=1>");
            await Expect(page.Locator(".stream")).ToContainTextAsync("javascript:window.hacked=1");
        }
        else
        {
            await Expect(page.Locator(".log")).ToContainTextAsync("<img src=x onerror=window.hacked=1>");
        }

        await HoverChartsAsync(page);

        Assert.Multiple(async () =>
        {
            Assert.That(await page.EvaluateAsync<bool>("'hacked' in window"), Is.False);
            Assert.That(await page.EvaluateAsync<string?>("window.violation ?? null"), Is.Null);
            Assert.That(await page.Locator("main :is(script, img, svg, iframe, b, a, style, link)").CountAsync(), Is.Zero);
            Assert.That(await page.EvaluateAsync<bool>("/[\\u202A-\\u202E\\u0000-\\u0008]/.test(document.body.textContent)"), Is.False, "no character that turns text around");
            Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), Is.LessThanOrEqualTo(0));
        });
    }

    [Test]
    public async Task Policy_of_the_page_refuses_inline_scripts_and_evaluation()
    {
        await using var dashboard = await DashboardPage.OpenAsync();

        var refused = await dashboard.Page.EvaluateAsync<bool>(
            """
            () => new Promise(done => {
              addEventListener('securitypolicyviolation', () => done(true));
              document.body.setAttribute('onclick', 'window.hacked = 1');
              document.body.click();
              setTimeout(() => done(false), 2000);
            })
            """);

        dashboard.ForgetErrors();
        Assert.That(refused, Is.True, "otherwise these tests would not notice what the policy forbids");
        Assert.That(await dashboard.Page.EvaluateAsync<bool>("'hacked' in window"), Is.False);
    }

    // Tooltips are drawn from the names, too.
    private static async Task HoverChartsAsync(IPage page)
    {
        var charts = page.Locator(".chart:visible");
        for (var i = 0; i < Math.Min(9, await charts.CountAsync()); i++)
        {
            await charts.Nth(i).ScrollIntoViewIfNeededAsync();
            var box = await charts.Nth(i).BoundingBoxAsync();
            if (box is { Width: > 0, Height: > 0 })
            {
                await page.Mouse.MoveAsync(box.X + (box.Width / 3), box.Y + (box.Height / 2));
                await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 3), new() { Steps = 3 });
            }
        }
    }
}
