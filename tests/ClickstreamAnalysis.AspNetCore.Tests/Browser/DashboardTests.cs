using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>The dashboard in a real browser, against scripted events.</summary>
[TestFixture]
internal sealed class DashboardTests
{
    [Test]
    public async Task Open_shows_figures_that_change_without_reloading()
    {
        await using var dashboard = await DashboardPage.OpenAsync();

        await Expect(dashboard.Page).ToHaveTitleAsync("shop – dashboard");
        await Expect(dashboard.Figure("users")).ToContainTextAsync("1,234");
        await Expect(dashboard.Page.GetByRole(AriaRole.Img, new() { Name = "Clicks, active users" }).Locator("canvas")).ToBeVisibleAsync();
        dashboard.Send(1235, FakeFigures.Ordinary);
        await Expect(dashboard.Figure("users")).ToContainTextAsync("1,235");
        await Expect(dashboard.Figure("open")).ToContainTextAsync("1,245");
    }

    [Test]
    public async Task Funnel_filtered_by_a_breakdown_shows_the_users_of_its_value()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        var funnel = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "checkout", Exact = true });

        await funnel.GetByText("Figures as a table").First.ClickAsync();
        await Expect(funnel.GetByRole(AriaRole.Row, new() { Name = "Buy 100" })).ToBeVisibleAsync();
        await funnel.GetByRole(AriaRole.Combobox).SelectOptionAsync("mobile");

        await Expect(funnel.GetByRole(AriaRole.Row, new() { Name = "Buy 30 5% 85%" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Trend_filtered_by_a_breakdown_is_that_of_its_value()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        var funnel = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "checkout", Exact = true });
        await funnel.GetByText("Figures as a table").Last.ClickAsync();
        await Expect(funnel.GetByRole(AriaRole.Row, new() { NameRegex = new("50 5 10%$") })).ToHaveCountAsync(0);

        await funnel.GetByRole(AriaRole.Combobox).SelectOptionAsync("mobile");

        await Expect(funnel.GetByRole(AriaRole.Row, new() { NameRegex = new("50 5 10%$") })).ToHaveCountAsync(12);
        await funnel.GetByRole(AriaRole.Combobox).SelectOptionAsync("checkout");
        await Expect(funnel.GetByRole(AriaRole.Row, new() { NameRegex = new("50 10 20%$") })).ToHaveCountAsync(12);
    }

    [Test]
    public async Task Time_to_convert_filtered_by_a_breakdown_is_that_of_its_value()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        var funnel = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "checkout", Exact = true });
        await Expect(funnel).ToContainTextAsync("Half within 4 min");

        await funnel.GetByRole(AriaRole.Combobox).SelectOptionAsync("mobile");

        await Expect(funnel).ToContainTextAsync("Half within 1 min 30 sec, nine of ten within 3 min, average 1 min 30 sec; 30 converted (5%)");
    }

    [Test]
    public async Task User_looked_up_shows_the_open_session_or_says_that_there_is_none()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        var user = dashboard.Page.GetByLabel("User id");

        await user.FillAsync("anna/1?x=%2F#");
        await user.PressAsync("Enter");
        await Expect(dashboard.Page.Locator("#lookup-result")).ToContainTextAsync("/products/hand-grinder");
        await Expect(dashboard.Page.Locator("#lookup-result")).ToContainTextAsync("5 min");
        await user.FillAsync("nobody");
        await user.PressAsync("Enter");
        await Expect(dashboard.Page.Locator("#lookup-result")).ToContainTextAsync("This user has no open session.");
    }

    [Test]
    public async Task Stream_marks_late_poison_and_guarded_clicks_by_text()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        dashboard.Server.Send("clicks", FakeFigures.Clicks(100, FakeFigures.Ordinary));
        var stream = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "Stream of clicks" });
        await stream.ScrollIntoViewIfNeededAsync();
        var rows = stream.Locator("tbody tr");

        await Expect(rows).ToHaveCountAsync(5);
        await Expect(rows.Filter(new() { HasText = "late" })).ToHaveCountAsync(1);
        await Expect(rows.Filter(new() { HasText = "poison" })).ToHaveCountAsync(1);
        await Expect(rows.Filter(new() { HasText = "guarded" })).ToHaveCountAsync(1);
    }

    [Test]
    public async Task Server_lost_keeps_the_last_figures_marked_as_old_and_comes_back_by_itself()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        var connection = dashboard.Page.Locator("#connection");
        await Expect(connection).ToBeEmptyAsync();

        await dashboard.Server.StopAsync();

        await Expect(connection).ToContainTextAsync("Connection lost at");
        await Expect(dashboard.Page.Locator("html")).ToHaveClassAsync("stale");
        await Expect(dashboard.Figure("users")).ToContainTextAsync("1,234");

        dashboard.Server.Send("now", FakeFigures.Now(2000));
        await dashboard.Server.RestartAsync();

        await Expect(dashboard.Figure("users")).ToContainTextAsync("2,000");
        await Expect(connection).ToBeEmptyAsync();
        await Expect(dashboard.Page.Locator("html")).Not.ToHaveClassAsync("stale");
    }

    [Test]
    public async Task Feed_that_answers_503_is_asked_again()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        dashboard.Server.IsBroken = true;

        await dashboard.Server.StopAsync();
        await dashboard.Server.RestartAsync();
        var refused = await dashboard.Page.WaitForResponseAsync(static response => response.Url.EndsWith("/feed", StringComparison.Ordinal));
        await Expect(dashboard.Page.Locator("#connection")).ToContainTextAsync("Connection lost at");
        dashboard.Server.IsBroken = false;

        Assert.That(refused.Status, Is.EqualTo(503));
        await Expect(dashboard.Page.Locator("#connection")).ToBeEmptyAsync();
    }

    [Test]
    public async Task Pause_keeps_the_figures_until_the_reader_goes_on()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        var pause = dashboard.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" });

        await pause.ClickAsync();
        dashboard.Server.Send("now", FakeFigures.Now(7777));
        dashboard.Server.Send("log", FakeFigures.Log("sent after the figures"));
        await Expect(dashboard.Page.Locator(".log")).ToContainTextAsync("sent after the figures");
        await Expect(dashboard.Figure("users")).ToContainTextAsync("1,234");
        await pause.ClickAsync();

        await Expect(dashboard.Figure("users")).ToContainTextAsync("7,777");
    }

    [Test]
    public async Task Instance_that_cannot_be_read_is_named_beside_the_figures_of_the_others()
    {
        await using var dashboard = await DashboardPage.OpenAsync("engine");
        var alert = dashboard.Page.GetByText("The answer of http://10.0.0.8:5000, <b>two</b> cannot be read in full.");

        dashboard.Server.Send("now", FakeFigures.Now(2000, unreadable: ["http://10.0.0.8:5000", "<b>two</b>"]));
        await Expect(alert).ToBeVisibleAsync();
        await Expect(dashboard.Figure("read")).ToContainTextAsync("3,000");
        await Expect(dashboard.Figure("instances")).ToContainTextAsync("2 unreadable");
        dashboard.Server.Send("now", FakeFigures.Now(2001));

        await Expect(alert).ToBeHiddenAsync();
    }

    [Test]
    public async Task Instance_whose_answer_is_too_large_is_named_with_the_setting()
    {
        await using var dashboard = await DashboardPage.OpenAsync("engine");

        dashboard.Server.Send("now", FakeFigures.Now(2000, oversized: ["http://10.0.0.9:5000"]));

        await Expect(dashboard.Page.GetByText("The answer of http://10.0.0.9:5000 is too large. Raise MaxPeerAnswerBytes")).ToBeVisibleAsync();
        await Expect(dashboard.Figure("read")).ToContainTextAsync("3,000");
        await Expect(dashboard.Figure("instances")).ToContainTextAsync("1 too large");
    }

    [Test]
    public async Task Messages_of_one_second_are_applied_together()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        await dashboard.Page.EvaluateAsync(
            """
            () => {
              window.changes = 0;
              new MutationObserver(() => window.changes++).observe(document.getElementById('view-site'), { subtree: true, characterData: true, childList: true, attributes: true });
            }
            """);

        dashboard.Server.Send("now", FakeFigures.Now(1300));
        await Task.Delay(30);
        dashboard.Server.Send("funnels", FakeFigures.Funnels(1301, "checkout"));
        await Task.Delay(30);
        dashboard.Server.Send("now", FakeFigures.Now(1302));
        await Expect(dashboard.Figure("users")).ToContainTextAsync("1,302");

        Assert.That(await dashboard.Page.EvaluateAsync<int>("window.changes"), Is.LessThan(3), "a frame for each message costs the browser more than one for all");
    }

    [Test]
    public async Task Theme_chosen_by_the_reader_is_kept()
    {
        await using var dashboard = await DashboardPage.OpenAsync();
        var theme = dashboard.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Theme") });

        await theme.ClickAsync();
        await theme.ClickAsync();
        await Expect(theme).ToHaveTextAsync("Theme: dark");
        await dashboard.Page.ReloadAsync();

        await Expect(theme).ToHaveTextAsync("Theme: dark");
        await Expect(dashboard.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(16, 20, 27)");
    }

    [Test]
    public async Task Numbers_and_times_are_those_of_the_readers_locale_and_zone()
    {
        await using var dashboard = await DashboardPage.OpenAsync(locale: "de-DE");

        await Expect(dashboard.Figure("users")).ToContainTextAsync("1.234");
        await Expect(dashboard.Page.Locator(".heading .note").First).ToContainTextAsync("12:00 to 13:00");
    }

    [Test]
    public async Task Topology_without_insights_and_funnels_says_what_to_do()
    {
        await using var dashboard = await DashboardPage.OpenAsync(isEmpty: true);

        await Expect(dashboard.Page.GetByText("This topology has no insights")).ToBeVisibleAsync();
        await Expect(dashboard.Page.GetByText("This topology has no funnel")).ToBeVisibleAsync();
        await Expect(dashboard.Page.GetByText("No clicks yet.")).ToBeVisibleAsync();
    }

    [TestCase(11, 1280)]
    [TestCase(14, 1280)]
    [TestCase(11, 360)]
    public async Task Topology_of_many_layers_fits_into_its_frame(int layers, int width)
    {
        await using var dashboard = await DashboardPage.OpenAsync("engine", width: width);
        dashboard.Server.Send("engine", FakeFigures.Chain(layers));
        await dashboard.DrawnAsync();

        var chart = dashboard.Page.GetByRole(AriaRole.Img, new() { Name = "Topology" });
        await chart.ScrollIntoViewIfNeededAsync();
        await dashboard.Page.Locator(".panel").Filter(new() { Has = chart }).GetByText("Figures as a table").ClickAsync();

        // A new picture may wait for 15 seconds. The table is updated with it.
        await Expect(dashboard.Page.GetByRole(AriaRole.Row, new() { Name = $"operator {layers - 2} operator operator {layers - 1}" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        Assert.That(await chart.EvaluateAsync<int>("chart => chart.parentElement.scrollWidth - chart.parentElement.clientWidth"), Is.Zero);
    }

    [TestCase("site")]
    [TestCase("engine")]
    public async Task Phone_needs_no_horizontal_scrolling(string section)
    {
        await using var dashboard = await DashboardPage.OpenAsync(section, width: 360);
        dashboard.Server.Send("clicks", FakeFigures.Clicks(100, FakeFigures.Hostile));
        await dashboard.DrawnAsync();

        Assert.That(await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
    }
}
