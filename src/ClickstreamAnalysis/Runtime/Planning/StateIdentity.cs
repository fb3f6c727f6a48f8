using System.Buffers;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>Binds the local state to the topics and the topology that it was made with, by a row beside it.</summary>
internal static class StateIdentity
{
    private static ReadOnlySpan<byte> Key => "application"u8;

    /// <summary>Compares with what was noted in the state directory, and notes what is news.</summary>
    /// <exception cref="StreamsException">The state belongs to other topics, or to another topology.</exception>
    public static void Check(StateDatabase database, TopicPlan plan, StreamsOptions options)
    {
        var now = ApplicationFingerprint.Of(plan.ApplicationId, plan.Topology, plan.Ids);
        var meta = database.OpenTable(TaskState.MetaTable);
        var row = new ArrayBufferWriter<byte>();
        var json = now.ToJson();
        if (meta.TryGet(Key, row))
        {
            var where = $"the state directory '{options.StateDirectory}'";
            FingerprintComparison.ThrowIfOther(
                ApplicationFingerprint.Parse(row.WrittenSpan, where), now, plan.ApplicationId, _ => true,
                $"as {where} says, which may be deleted when the changelogs are whole");
            if (json.AsSpan().SequenceEqual(row.WrittenSpan))
            {
                return;
            }
        }

        using var batch = database.CreateBatch();
        batch.Put(meta, Key, json);
        database.Apply(batch);
    }
}
