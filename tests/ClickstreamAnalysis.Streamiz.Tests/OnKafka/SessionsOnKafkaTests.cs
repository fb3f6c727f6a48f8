using ClickstreamAnalysis.Streamiz.Tests.Comparison;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.SerDes;
using Streamiz.Kafka.Net.Stream;

namespace ClickstreamAnalysis.Streamiz.Tests.OnKafka;

/// <summary>Sessions inside Streamiz on a real broker, over restarts and failures.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class SessionsOnKafkaTests
{
    private const int Partitions = 2;

    private static readonly SessionWindows s_options = new() { Gap = RandomClicks.Units(1_000), GracePeriod = RandomClicks.Units(100) };

    private static readonly string[] s_users = [.. Enumerable.Range(0, 8).Select(user => $"u{user}")];

    [Test]
    public async Task Open_sessions_survive_a_restart([Values] bool isExactlyOnce, [Values] bool keepsDirectory)
    {
        var directory = Directory.CreateTempSubdirectory("streamiz-").FullName;
        ClickEvent[] before = [.. s_users.Select((user, i) => RandomClicks.At(100 + i, user, "A", "/first")), .. s_users.Select((user, i) => RandomClicks.At(200 + i, user, "B", "/second"))];
        ClickEvent[] after =
        [
            .. s_users.Select((user, i) => RandomClicks.At(900 + i, user, "C", "/third")),
            .. s_users.Select((user, i) => RandomClicks.At(50_000 + i, user, "D", "/last")),
        ];
        using var topics = await KafkaClicks.Create(Partitions);
        await topics.Send(before);
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce, builder => Sessionize(builder, topics)))
        {
            await topics.ReadResults(static row => row.Contains("n=2", StringComparison.Ordinal), s_users.Length);
        }

        if (!keepsDirectory)
        {
            Directory.Delete(directory, recursive: true);
        }

        await topics.Send(after);
        IReadOnlyList<string> rows;
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce, builder => Sessionize(builder, topics)))
        {
            rows = await topics.ReadResults(static row => row.StartsWith("closed", StringComparison.Ordinal), s_users.Length);
        }

        Directory.Delete(directory, recursive: true);
        Assert.That(Sorted(rows, "closed"), Is.EqualTo(Sorted(Own([.. before, .. after]), "closed")));
    }

    [Test]
    public async Task Rows_that_no_commit_confirmed_are_not_used_under_exactly_once()
    {
        // The other application is ahead by a click, as local rows are after a transaction that was aborted.
        var (directory, ahead) = (Directory.CreateTempSubdirectory("streamiz-").FullName, Directory.CreateTempSubdirectory("streamiz-").FullName);
        using var topics = await KafkaClicks.Create(1);
        using var others = await KafkaClicks.Create(1);
        var first = RandomClicks.At(100, "u1", "A", "/first");
        await topics.Send([first]);
        await others.Send([first, RandomClicks.At(200, "u1", "B", "/ahead")]);
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce: true, builder => Sessionize(builder, topics)))
        using (await StreamizApplication.Start(others.Application, ahead, isExactlyOnce: true, builder => Sessionize(builder, others)))
        {
            await topics.ReadResults(static _ => true);
            await others.ReadResults(static _ => true, 2);
        }

        var rows = Path.Combine(directory, topics.Application, "0-0", "clickstream");
        Assert.That(Directory.Exists(rows), Is.True, rows);
        Directory.Delete(rows, recursive: true);
        Directory.Move(Path.Combine(ahead, others.Application, "0-0", "clickstream"), rows);
        await topics.Send([RandomClicks.At(90_000, "last", "C")]);
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce: true, builder => Sessionize(builder, topics)))
        {
            var results = await topics.ReadResults(static row => row.StartsWith("closed", StringComparison.Ordinal));
            Assert.That(results.Where(static row => row.StartsWith("closed", StringComparison.Ordinal)), Is.EqualTo(Sorted(Own([first, RandomClicks.At(90_000, "last", "C")]), "closed")));
        }

        Directory.Delete(directory, recursive: true);
        Directory.Delete(ahead, recursive: true);
    }

    [Test]
    public async Task A_late_click_after_a_restart_is_still_late()
    {
        var directory = Directory.CreateTempSubdirectory("streamiz-").FullName;
        using var topics = await KafkaClicks.Create(1);
        await topics.Send([RandomClicks.At(10_000, "u1", "A"), RandomClicks.At(20_000, "u1", "B")]);
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce: true, builder => Sessionize(builder, topics)))
        {
            await topics.ReadResults(static row => row.StartsWith("closed", StringComparison.Ordinal));
        }

        await topics.Send([RandomClicks.At(5_000, "u2", "C")]);
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce: true, builder => Sessionize(builder, topics)))
        {
            var rows = await topics.ReadResults(static row => row.StartsWith("late", StringComparison.Ordinal));
            Assert.That(rows, Has.None.Contains("u2").And.None.StartsWith("changes u2"), "the click opened no session");
        }

        Directory.Delete(directory, recursive: true);
    }

    [Test]
    public async Task Sessions_closed_by_the_wall_clock_are_committed_without_a_record_and_do_not_return()
    {
        var directory = Directory.CreateTempSubdirectory("streamiz-").FullName;
        using var topics = await KafkaClicks.Create(1);
        var idle = new StreamizOptions { IdleTimeout = TimeSpan.FromMilliseconds(500) };
        await topics.Send([RandomClicks.At(100, "u1", "A")]);
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce: true, builder => Sessionize(builder, topics, streamiz: idle)))
        {
            await topics.ReadResults(static row => row.StartsWith("closed", StringComparison.Ordinal));
        }

        await topics.Send([RandomClicks.At(200, "u2", "B")]);
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce: true, builder => Sessionize(builder, topics)))
        {
            // The first record makes Streamiz look for due sessions, and the second shows that it has done so.
            await topics.ReadResults(static row => row.StartsWith("late", StringComparison.Ordinal));
            await topics.Send([new ClickEvent("u3", "C", TimeProvider.System.GetUtcNow().AddMinutes(1))]);
            var rows = await topics.ReadResults(static row => row.StartsWith("changes u3", StringComparison.Ordinal));
            Assert.That(rows.Count(static row => row.StartsWith("closed u1", StringComparison.Ordinal)), Is.EqualTo(1));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Test]
    public async Task A_failure_within_a_record_repeats_everything_since_the_last_commit_exactly_once()
    {
        var directory = Directory.CreateTempSubdirectory("streamiz-").FullName;
        ClickEvent[] clicks = [.. Enumerable.Range(0, 200).Select(i => RandomClicks.At(100 + (10 * i), $"u{i % 7}", "A", $"/{i}")), RandomClicks.At(90_000, "last", "B")];
        using var topics = await KafkaClicks.Create(1);
        await topics.Send(clicks[..50]);
        var changes = 0;
        using (var failing = await StreamizApplication.Start(topics.Application, directory, isExactlyOnce: true, builder => Sessionize(builder, topics, () =>
        {
            if (Interlocked.Increment(ref changes) == 120)
            {
                throw new InvalidOperationException("told to fail");
            }
        })))
        {
            await topics.ReadResults(static _ => true, 50);
            await topics.Send(clicks[50..]);
            await failing.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        }

        IReadOnlyList<string> rows;
        var own = Own(clicks);
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce: true, builder => Sessionize(builder, topics)))
        {
            rows = await topics.ReadResults(static _ => true, own.Count);
        }

        Directory.Delete(directory, recursive: true);
        Assert.That(Sorted(rows, ""), Is.EqualTo(Sorted(own, "")));
    }

    [Test]
    public async Task A_failure_that_Streamiz_goes_on_after_repeats_everything_since_the_last_commit_exactly_once_in_state()
    {
        var directory = Directory.CreateTempSubdirectory("streamiz-").FullName;
        ClickEvent[] clicks = [.. Enumerable.Range(0, 200).Select(i => RandomClicks.At(100 + (10 * i), $"u{i % 7}", "A", $"/{i}")), RandomClicks.At(90_000, "last", "B")];
        using var topics = await KafkaClicks.Create(1);
        await topics.Send(clicks);
        var changes = 0;
        var own = Own(clicks);
        IReadOnlyList<string> rows;
        using (await StreamizApplication.Start(topics.Application, directory, isExactlyOnce: false, builder => Sessionize(builder, topics, () =>
        {
            if (Interlocked.Increment(ref changes) == 120)
            {
                throw new InvalidOperationException("told to fail");
            }
        }), goesOn: true))
        {
            rows = await topics.ReadResults(static row => row.Contains(" Closed ", StringComparison.Ordinal), own.Count(static row => row.Contains(" Closed ", StringComparison.Ordinal)));
        }

        Directory.Delete(directory, recursive: true);

        // Under at-least-once the results before the failure are there twice, but the sessions count each click once.
        Assert.That(Sorted(rows, "closed"), Is.EqualTo(Sorted(own, "closed")));
        Assert.That(Sorted(rows, "").Distinct(), Is.EqualTo(Sorted(own, "").Distinct()));
    }

    private static void Sessionize(StreamBuilder builder, KafkaClicks topics, Action? onChange = null, StreamizOptions? streamiz = null)
    {
        var sessions = builder.Clicks(topics.Clicks).Sessionize("sessions", s_options, streamiz);
        Write(sessions.Closed.MapValues((user, session, record) => $"closed {user} {Text(session)} at {record.Timestamp}"), topics);
        Write(
            sessions.Changes.MapValues((user, change, record) =>
            {
                onChange?.Invoke();
                return $"changes {user} {change.Kind} {Text(change.Session)} at {record.Timestamp}";
            }),
            topics);
        Write(sessions.Late.MapValues((user, late, record) => $"late {late.TimestampMs} {late.StreamTimeMs} at {record.Timestamp}"), topics);
    }

    private static void Write(IKStream<string, string> rows, KafkaClicks topics) =>
        rows.To(topics.Results, new StringSerDes(), new StringSerDes());

    private static List<string> Own(IEnumerable<ClickEvent> clicks)
    {
        var rows = new List<string>();
        OwnRun.Of(clicks, stream =>
        {
            var sessions = stream.Sessionize("sessions", s_options);
            sessions.Closed.ForEach(record => rows.Add($"closed {record.Key} {Text(record.Value)} at {record.TimestampMs}"));
            sessions.Changes.ForEach(record => rows.Add($"changes {record.Key} {record.Value.Kind} {Text(record.Value.Session)} at {record.TimestampMs}"));
        });
        return rows;
    }

    private static string Text(Session<string, SessionFacts> session) =>
        $"{session.Id} {session.StartMs}-{session.EndMs} n={session.EventCount} r={session.Revision} {session.Aggregate.EntryPage} {session.Aggregate.ExitPage}";

    private static IEnumerable<string> Sorted(IEnumerable<string> rows, string stream) =>
        rows.Where(row => row.StartsWith(stream, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
