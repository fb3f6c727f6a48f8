using System.Buffers;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.State;

namespace ClickstreamAnalysis.Processing;

/// <summary>The stores of one task, their changelogs, and the checkpoint that binds them to offsets.</summary>
internal sealed class TaskState
{
    public const string MetaTable = "meta";

    private readonly TaskId _id;
    private readonly StateTable _meta;
    private readonly Dictionary<string, TaskStore> _stores = [];
    private readonly List<LoggedStore> _logged = [];
    private readonly TaskStore[] _timed;
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    public TaskState(TaskId id, IReadOnlyList<StoreBuilder> builders, TaskEnvironment environment)
    {
        _id = id;
        _meta = environment.Database.OpenTable(MetaTable);
        foreach (var builder in builders)
        {
            var store = builder.Create(new StoreContext(environment.Database, id.Partition, environment.MaxLiveEntries));
            _stores.Add(builder.Name, store);
            if (builder.IsLogged)
            {
                _logged.Add(new LoggedStore(builder.Name, store, new(environment.InternalTopic($"{builder.Name}-changelog"), id.Partition)));
            }
        }

        _timed = [.. _stores.Values.Where(store => store.FollowsStreamTime)];
        Checkpoint = TaskCheckpoint.Read(_meta, id);
    }

    /// <summary>What the rows stand for; null when there are none.</summary>
    public TaskCheckpoint? Checkpoint { get; private set; }

    public IReadOnlyList<LoggedStore> Logged => _logged;

    public bool IsDirty
    {
        get
        {
            foreach (var store in _stores.Values)
            {
                if (store.IsDirty)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What is past its retention goes, so that what a processor finds depends on the records before it alone.</summary>
    public void AdvanceStreamTime(long streamTimeMs)
    {
        foreach (var store in _timed)
        {
            store.AdvanceStreamTime(streamTimeMs);
        }
    }

    public TaskStore Store(string name) => _stores[name];

    /// <summary>Serialises what is dirty, once: to the changelogs and into the batch.</summary>
    public void Flush(StateBatch batch, TaskProducer producer, long streamTimeMs)
    {
        foreach (var store in _stores.Values)
        {
            if (store.IsDirty && !_logged.Exists(logged => logged.Store == store))
            {
                store.Flush(batch, changelog: null);
            }
        }

        foreach (var logged in _logged)
        {
            if (logged.Store.IsDirty)
            {
                // Changelog records carry stream time, so that a task rebuilt on an empty disk knows it again.
                logged.Store.Flush(batch, new ChangelogWriter(producer, logged.Changelog, Math.Max(0, streamTimeMs)));
            }
        }
    }

    /// <summary>Adds the checkpoint to the batch. Called when the offsets of what was flushed are known.</summary>
    public void WriteCheckpoint(StateBatch batch, TaskProducer producer, long streamTimeMs, IEnumerable<(string Topic, long Offset)> inputs)
    {
        var checkpoint = new TaskCheckpoint { StreamTimeMs = streamTimeMs };
        foreach (var logged in _logged)
        {
            logged.NextOffset = Math.Max(logged.NextOffset, producer.LastOffset(logged.Changelog) + 1);
            checkpoint.Changelogs[logged.Name] = logged.NextOffset;
        }

        foreach (var (topic, offset) in inputs)
        {
            checkpoint.Inputs[topic] = offset;
        }

        checkpoint.Write(batch, _meta, _id, _buffer);
        Checkpoint = checkpoint;
    }

    /// <summary>Adds a checkpoint for what has been restored so far.</summary>
    public void WriteRestored(StateBatch batch, long streamTimeMs)
    {
        var checkpoint = new TaskCheckpoint { StreamTimeMs = streamTimeMs, Inputs = Checkpoint?.Inputs ?? [] };
        foreach (var logged in _logged)
        {
            checkpoint.Changelogs[logged.Name] = logged.NextOffset;
        }

        checkpoint.Write(batch, _meta, _id, _buffer);
        Checkpoint = checkpoint;
    }

    public void Committed()
    {
        foreach (var store in _stores.Values)
        {
            store.Committed();
        }
    }

    public void Discard()
    {
        foreach (var store in _stores.Values)
        {
            store.Discard();
        }
    }

    /// <summary>Adds the deletion of every row to the batch: the state starts again from its changelogs.</summary>
    public void Wipe(StateBatch batch)
    {
        foreach (var store in _stores.Values)
        {
            store.Wipe(batch);
        }

        TaskCheckpoint.Delete(batch, _meta, _id);
        Checkpoint = null;
    }

    /// <summary>A store with a changelog.</summary>
    public sealed class LoggedStore(string name, TaskStore store, TopicPartition changelog)
    {
        public string Name => name;

        public TaskStore Store => store;

        public TopicPartition Changelog => changelog;

        /// <summary>The next changelog offset that is not in the rows.</summary>
        public long NextOffset { get; set; }
    }

    private sealed class ChangelogWriter(TaskProducer producer, TopicPartition changelog, long timestampMs) : IChangelogWriter
    {
        public void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue) =>
            producer.Produce(new LogRecord(
                changelog.Topic, changelog.Partition, -1, timestampMs, key, hasKey: true, value, hasValue));
    }
}
