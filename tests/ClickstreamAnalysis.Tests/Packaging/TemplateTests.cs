using System.Net.Http.Json;

namespace ClickstreamAnalysis.Tests.Packaging;

/// <summary>
/// Somebody who installs the templates, creates a project of each and runs it. Killed and stopped in the middle of load, the programs lose no click and count
/// none twice.
/// </summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "Windows has no SIGTERM.")]
internal sealed class TemplateTests
{
    private const string Stopped = "The application 'shop' has stopped. Everything it processed is committed.";

    private static string Hive => Path.Combine(LocalFeed.Folder, "templates");

    [OneTimeSetUp]
    public static async Task Install() => await Tool.DotnetAsync(
        LocalFeed.Folder, "new", "install", Path.Combine(LocalFeed.Path, $"ClickstreamAnalysis.Templates.{LocalFeed.Version}.nupkg"), "--debug:custom-hive", Hive);

    [Test]
    public async Task Worker_KilledAndStoppedUnderLoad_LosesAndDoublesNothing()
    {
        var project = await CreateAsync("clickstream-worker");
        string[] load = ["--Demo:ClicksPerSecond=1000", "--Demo:Users=2000"];
        using (var killed = new StrangerProcess(project, load))
        {
            await killed.WaitForAsync("clicks in");
            await killed.KillAsync();
        }

        for (var run = 0; run < 2; run++)
        {
            using var stopped = new StrangerProcess(project, load);
            await stopped.WaitForAsync("clicks in");
            Assert.That(await stopped.TerminateAsync(), Is.Zero, stopped.Output);
            Assert.That(stopped.Output, Does.Contain(Stopped));
        }

        var (clicks, sessions) = await SessionCheck.CompareAsync(project);
        await TestContext.Out.WriteLineAsync($"worker: {clicks} clicks, {sessions} sessions");
        Assert.That(clicks, Is.GreaterThan(5_000));
    }

    [Test]
    public async Task Web_KilledAndStoppedUnderLoad_LosesAndDoublesNothing()
    {
        var project = await CreateAsync("clickstream-web");
        var (answered, status) = (0, "");
        for (var run = 0; run < 3; run++)
        {
            using var program = new StrangerProcess(project, "--urls", "http://127.0.0.1:0");
            var listening = await program.WaitForAsync("Now listening on: ");
            using var client = new HttpClient { BaseAddress = new Uri(listening[listening.IndexOf("http", StringComparison.Ordinal)..].Trim()) };
            await program.WaitForAsync("was assigned");
            var enough = new TaskCompletionSource();
            var target = answered + 500;
            var posting = Enumerable.Range(0, 8).Select(thread => PostAsync(client, thread, () =>
            {
                if (Interlocked.Increment(ref answered) == target)
                {
                    enough.SetResult();
                }
            })).ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromMinutes(1));
            if (run == 0)
            {
                await program.KillAsync();
            }
            else
            {
                status = await RunningAsync(client);
                Assert.That(await program.TerminateAsync(), Is.Zero, program.Output);
                Assert.That(program.Output, Does.Contain(Stopped));
            }

            await Task.WhenAll(posting);
        }

        var (clicks, sessions) = await SessionCheck.CompareAsync(project);
        await TestContext.Out.WriteLineAsync($"web: {answered} clicks answered, {clicks} in the log, {sessions} sessions");
        Assert.That(clicks, Is.GreaterThanOrEqualTo(answered), "an answer means that the log has the click");
        Assert.That(status, Does.StartWith("shop: Running, read "));
    }

    /// <summary>Asks for the status until the application runs, which takes its time after a kill.</summary>
    private static async Task<string> RunningAsync(HttpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var status = await client.GetStringAsync(new Uri("/status", UriKind.Relative), limit.Token);
            if (status.StartsWith("shop: Running", StringComparison.Ordinal))
            {
                return status;
            }

            await Task.Delay(100, limit.Token);
        }
    }

    /// <summary>Posts clicks until the program does not answer any more.</summary>
    private static async Task PostAsync(HttpClient client, int thread, Action answered)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                using var answer = await client.PostAsJsonAsync(new Uri("/clicks", UriKind.Relative), new { user = $"user-{thread}-{number % 50}", name = "view" });
                if (!answer.IsSuccessStatusCode)
                {
                    return;
                }

                answered();
            }
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            // The program was stopped.
        }
    }

    private static async Task<string> CreateAsync(string template)
    {
        var project = Path.Combine(LocalFeed.Folder, $"my-{template}");
        await Tool.DotnetAsync(LocalFeed.Folder, "new", template, "-o", project, "--debug:custom-hive", Hive);
        await Tool.DotnetAsync(project, "build", "-v", "quiet", "-warnaserror", "-p:NuGetAudit=false");
        return project;
    }
}
