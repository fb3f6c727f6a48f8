using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Processors;
using ClickstreamAnalysis.Windows;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Windows;

[TestFixture]
public sealed class WindowPropertyTests
{
    /// <param name="SizeMs">Size of the windows.</param>
    /// <param name="AdvanceMs">Their advance.</param>
    /// <param name="GraceMs">Their grace.</param>
    /// <param name="Events">Keys and times, in the order in which they arrive.</param>
    /// <param name="Actions">What happens after each event.</param>
    private sealed record Case(int SizeMs, int AdvanceMs, int GraceMs, (int Key, int TimeMs)[] Events, int[] Actions)
    {
        public override string ToString() =>
            $"size {SizeMs}, advance {AdvanceMs}, grace {GraceMs}: {string.Join(' ', Events.Select(e => $"{e.Key}@{e.TimeMs}"))} / {string.Join("", Actions)}";
    }

    private static readonly Gen<Case> s_cases =
        from size in Gen.Int[1, 12]
        from advance in Gen.Int[1, size]
        from grace in Gen.Int[0, 8]
        from events in Gen.Select(Gen.Int[0, 3], Gen.Int[0, 60]).Array[1, 30]
        from delays in Gen.Int[0, grace].Array[events.Length]
        from actions in Gen.Int[0, 5].Array[events.Length]
        select new Case(size, advance, grace, [.. events.Zip(delays).OrderBy(pair => pair.First.Item2 + pair.Second).Select(pair => pair.First)], actions);

    [Test]
    public void Any_order_within_the_grace_and_any_sweeps_commits_faults_and_restarts_give_each_count_once() => s_cases.Sample(
        test =>
        {
            var closed = new List<string>();
            var updates = new Dictionary<string, long>();
            var builder = new TopologyBuilder();
            var counts = builder.Stream("in", Serdes.Int32, Serdes.Int32).CountByWindow(
                "counts",
                HoppingWindows.Of(TimeSpan.FromMilliseconds(test.SizeMs), TimeSpan.FromMilliseconds(test.AdvanceMs)) with { GracePeriod = TimeSpan.FromMilliseconds(test.GraceMs) });
            counts.Closed.ForEach(record => closed.Add($"{record.Key.Key} {record.Key.StartMs} {record.Value}"));
            counts.Updates.ForEach(record => updates[$"{record.Key.Key} {record.Key.StartMs}"] = record.Value);
            var node = builder.Build().SubTopologies[0].Nodes.OfType<WindowNode<int, int, long>>().Single();

            var database = new MemoryStateDatabase();
            var task = new BareTask<int, int>(node, database, maxLiveEntries: 2);
            var actions = test.Actions.ToArray();
            var committed = 0;
            var committedClosed = 0;
            for (var i = 0; i < test.Events.Length; i++)
            {
                task.Process(test.Events[i].Key, 0, test.Events[i].TimeMs);
                switch (actions[i])
                {
                    case 1:
                        task.Sweep();
                        break;
                    case 2 or 3:
                        task.Sweep();
                        task.Commit();
                        (committed, committedClosed) = (i + 1, closed.Count);
                        task = actions[i] == 2 ? task : new BareTask<int, int>(node, database, task.Clock.StreamTimeMs, maxLiveEntries: 2);
                        break;
                    case 4 when committed <= i:
                        // Everything since the last commit is done over again, and what it sent is not seen by anyone.
                        task = task.Restart();
                        closed.RemoveRange(committedClosed, closed.Count - committedClosed);
                        actions[i] = 0;
                        i = committed - 1;
                        break;
                }
            }

            task.CloseEverything();
            var expected = test.Events
                .SelectMany(e => Enumerable.Range(-20, 100).Select(n => (e.Key, StartMs: n * test.AdvanceMs, e.TimeMs)))
                .Where(pair => pair.StartMs <= pair.TimeMs && pair.TimeMs < pair.StartMs + test.SizeMs)
                .GroupBy(pair => $"{pair.Key} {pair.StartMs}")
                .ToDictionary(group => group.Key, group => group.LongCount());
            return task.Late == 0
                && closed.Order().SequenceEqual(expected.Select(pair => $"{pair.Key} {pair.Value}").Order())
                && updates.Count == expected.Count
                && updates.All(pair => expected[pair.Key] == pair.Value);
        },
        iter: 10_000,
        print: test => test.ToString());
}
