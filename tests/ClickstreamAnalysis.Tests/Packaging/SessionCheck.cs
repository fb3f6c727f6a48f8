using System.Text.Json;

namespace ClickstreamAnalysis.Tests.Packaging;

/// <summary>Compares the sessions that a program of the templates wrote with its clicks, after the program has ended.</summary>
internal static class SessionCheck
{
    private static readonly TimeSpan s_gap = TimeSpan.FromSeconds(5);

    /// <summary>Closes what is open, and compares every session with an independent computation over the clicks in the log.</summary>
    /// <param name="project">The folder of the project.</param>
    /// <returns>How many clicks and sessions there are.</returns>
    public static async Task<(int Clicks, int Sessions)> CompareAsync(string project)
    {
        await using var log = new EmbeddedLog(Path.Combine(project, "data"));
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions", new() { Gap = s_gap, GracePeriod = TimeSpan.FromSeconds(1) }).Closed.To("sessions");

        // Another state directory: everything comes from the changelogs, which must agree with the topics.
        await using (var application = new StreamsApplication(
            builder.Build(), log, new() { ApplicationId = "shop", StateDirectory = Path.Combine(project, "state-of-the-check") }))
        {
            await application.StartAsync();
            await application.DrainAsync();
        }

        var clicks = new List<(string User, long TimeMs)>();
        await foreach (var click in log.CreateReader("clicks", Serdes.Utf8, ClickEvent.Serde))
        {
            clicks.Add((click.Key!, click.Value!.Time.ToUnixTimeMilliseconds()));
        }

        var sessions = new List<(string User, long Start, long End, int Clicks)>();
        await foreach (var session in log.CreateReader("sessions", Serdes.Utf8, Serdes.Utf8))
        {
            using var json = JsonDocument.Parse(session.Value!);
            var root = json.RootElement;
            sessions.Add((session.Key!, root.GetProperty("start").GetInt64(), root.GetProperty("end").GetInt64(), root.GetProperty("eventCount").GetInt32()));
        }

        Assert.That(sessions.Order(), Is.EqualTo(Expected(clicks).Order()), "each click is in one session, and each session was written once");
        return (clicks.Count, sessions.Count);
    }

    private static IEnumerable<(string User, long Start, long End, int Clicks)> Expected(IEnumerable<(string User, long TimeMs)> clicks)
    {
        foreach (var user in clicks.GroupBy(click => click.User))
        {
            (long Start, long End, int Clicks)? open = null;
            foreach (var timeMs in user.Select(click => click.TimeMs).Order())
            {
                if (open is { } session && timeMs - session.End <= s_gap.TotalMilliseconds)
                {
                    open = (session.Start, timeMs, session.Clicks + 1);
                    continue;
                }

                if (open is { } ended)
                {
                    yield return (user.Key, ended.Start, ended.End, ended.Clicks);
                }

                open = (timeMs, timeMs, 1);
            }

            yield return (user.Key, open!.Value.Start, open.Value.End, open.Value.Clicks);
        }
    }
}
