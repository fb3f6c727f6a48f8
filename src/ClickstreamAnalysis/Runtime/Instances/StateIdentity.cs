using System.Buffers;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>Binds the local state to the topics and the topology that it was made with: their fingerprint is a row of the database.</summary>
internal static class StateIdentity
{
    private static ReadOnlySpan<byte> Key => "application"u8;

    /// <summary>Compares the application with the fingerprint in the database, and writes the new one.</summary>
    /// <param name="database">The state.</param>
    /// <param name="plan">The topics and the topology now.</param>
    /// <param name="directory">The instance's directory, for messages; null when state is in memory.</param>
    /// <exception cref="StreamsException">The state belongs to other topics, or to another topology.</exception>
    public static void Check(StateDatabase database, TopicPlan plan, string? directory)
    {
        var now = ApplicationFingerprint.Of(plan.ApplicationId, plan.Topology, plan.Ids);
        var meta = database.OpenTable(TaskState.MetaTable);
        var row = new ArrayBufferWriter<byte>();
        var json = now.ToJson();
        if (meta.TryGet(Key, row))
        {
            var where = $"the state directory '{directory}'";
            var known = ApplicationFingerprint.Parse(row.WrittenSpan, where);
            if (FingerprintComparison.Compare(known, now, plan.ApplicationId, static _ => true, $"as {where} says, which may be deleted if the changelogs are complete") is { } other)
            {
                throw other;
            }

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
