using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Processors;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>Runs a funnel with its store over the events of several entities, with any sweeps, commits, faults and restarts in between.</summary>
internal static class FunnelTaskRun
{
    /// <param name="node">The funnel.</param>
    /// <param name="records">The events in the order in which they arrive.</param>
    /// <param name="drawn">What is done after the event of the same index: 1 sweeps, 2 commits, 3 commits and restarts, 4 restarts without a commit.</param>
    /// <param name="outcomes">What the funnel sends. Outcomes that were not committed before a restart are removed.</param>
    /// <returns>The task, with everything closed.</returns>
    public static BareTask<int, int> Of(FunnelNode<int, int> node, (int Key, int Value, long TimeMs)[] records, int[] drawn, List<(int Key, FunnelOutcome Outcome)> outcomes)
    {
        var actions = drawn.ToArray();
        var database = new MemoryStateDatabase();
        var task = new BareTask<int, int>(node, database, maxLiveEntries: 1);
        var committed = (Next: 0, Outcomes: 0);
        for (var i = 0; i < records.Length; i++)
        {
            task.Process(records[i].Key, records[i].Value, records[i].TimeMs);
            switch (actions[i])
            {
                case 1:
                    task.Sweep();
                    break;
                case 2 or 3:
                    task.Commit();
                    committed = (i + 1, outcomes.Count);
                    task = actions[i] == 2 ? task : new BareTask<int, int>(node, database, task.Clock.StreamTimeMs, maxLiveEntries: 1);
                    break;
                case 4:
                    // Everything since the last commit is done over again, and what it sent is not seen by anyone.
                    task = task.Restart();
                    outcomes.RemoveRange(committed.Outcomes, outcomes.Count - committed.Outcomes);
                    actions[i] = 0;
                    i = committed.Next - 1;
                    break;
            }
        }

        task.CloseEverything();
        return task;
    }

    /// <summary>The node of a funnel.</summary>
    /// <param name="define">Defines the funnel.</param>
    /// <param name="outcomes">Receives the outcomes; null when nothing subscribes to them.</param>
    public static FunnelNode<int, int> NodeOf(Func<FunnelDefinition<int, int>, FunnelDefinition<int, int>> define, List<(int Key, FunnelOutcome Outcome)>? outcomes)
    {
        var builder = new TopologyBuilder();
        var funnel = builder.Stream("events", Serdes.Int32, Serdes.Int32).Funnel("funnel", define);
        if (outcomes is not null)
        {
            funnel.Outcomes.ForEach((key, outcome) => outcomes.Add((key, outcome)));
        }

        return builder.Build().SubTopologies[0].Nodes.OfType<FunnelNode<int, int>>().Single();
    }

    /// <summary>A receiver that keeps what it gets.</summary>
    public sealed class Collecting<TKey, TValue>(List<(TKey Key, TValue Value)> received) : Receiver<TKey, TValue>
    {
        public override void Process(in Record<TKey, TValue> record) => received.Add((record.Key, record.Value));
    }
}
