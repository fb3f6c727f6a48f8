using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Topologies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Tests.Processors;

/// <summary>
/// One node of a topology with its stores, and nothing else around it: for tests that count allocations, or try many orders of
/// sweeps, commits and restarts. What it sends to topics is dropped.
/// </summary>
internal sealed class BareTask<TKey, TValue> : TaskAssembly
{
    private readonly InputNode<TKey, TValue> _node;
    private readonly MemoryStateDatabase _database;
    private readonly int _maxLiveEntries;
    private readonly Dictionary<string, TaskStore> _stores = [];
    private readonly StateBatch _batch;
    private readonly List<DueCloser> _onStreamTime = [];
    private readonly List<Action> _onCommit = [];
    private readonly List<Action> _onClose = [];
    private readonly List<Func<long?>> _onEndOfInput = [];
    private readonly Receiver<TKey, TValue> _receiver;
    private long _committedStreamTimeMs;

    /// <summary>Runs a node over the rows of a database, which may have been left by another task like this.</summary>
    public BareTask(InputNode<TKey, TValue> node, MemoryStateDatabase database, long streamTimeMs = TaskClock.NotStarted, int maxLiveEntries = 100_000)
    {
        _node = node;
        _database = database;
        _maxLiveEntries = maxLiveEntries;
        _batch = database.CreateBatch();
        _committedStreamTimeMs = streamTimeMs;
        Clock.Restore(streamTimeMs);
        foreach (var store in node.Stores)
        {
            _stores.Add(store.Name, store.Create(new StoreContext(database, Partition: 0, maxLiveEntries)));
        }

        _receiver = node.Receive(this);
    }

    public TaskClock Clock { get; } = new();

    public long Late { get; private set; }

    /// <summary>The number of records sent to topics.</summary>
    public long Sent { get; private set; }

    public long PartlyLate { get; private set; }

    public long ReportedBytes { get; private set; }

    public long Rejected { get; private set; }

    public void Process(TKey key, TValue value, long timestampMs)
    {
        Clock.Advance(timestampMs);
        _receiver.Process(new(key, value, timestampMs));
    }

    /// <summary>Closes what is due.</summary>
    public void Sweep() => _onStreamTime.CloseAll(Clock.StreamTimeMs);

    public void Commit()
    {
        _onCommit.ForEach(beforeFlush => beforeFlush());
        _batch.Clear();
        foreach (var store in _stores.Values)
        {
            store.Flush(changelog: null);
            store.Committed(generation: 0);
            store.WriteBack(_batch, upToGeneration: 0);
        }

        _database.Apply(_batch);
        _committedStreamTimeMs = Clock.StreamTimeMs;
    }

    /// <summary>Closes the task after a failed commit.</summary>
    /// <returns>The task that continues from the last commit. Its counts go on.</returns>
    public BareTask<TKey, TValue> Restart()
    {
        Close();
        return new(_node, _database, _committedStreamTimeMs, _maxLiveEntries) { Late = Late, PartlyLate = PartlyLate, Rejected = Rejected };
    }

    public void Close()
    {
        _onClose.ForEach(close => close());
        foreach (var store in _stores.Values)
        {
            store.Discard();
        }
    }

    /// <summary>Moves stream time until nothing is open.</summary>
    public void CloseEverything()
    {
        Sweep();
        while (_onEndOfInput.Select(lastDueMs => lastDueMs()).Max() is { } due)
        {
            Clock.Advance(due + 1);
            Sweep();
        }

        Commit();
    }

    public override NodeContext CreateContext(string nodeName, IReadOnlyCollection<string> storeNames) => new Context(this, nodeName);

    public override OutputGuard CreateGuard(string nodeName, OutputTopic topic) => new NoGuard();

    public override RecordOutput CreateOutput(OutputTopic topic) => new Dropped(this);

    private sealed class Context(BareTask<TKey, TValue> task, string nodeName) : NodeContext
    {
        public override TaskClock Clock => task.Clock;

        public override string TaskId => "0_0";

        public override string NodeName => nodeName;

        public override RecordMetadata Source => RecordMetadata.None;

        public override TimeProvider TimeProvider => TimeProvider.System;

        public override ILogger Logger => NullLogger.Instance;

        public override TStore GetStore<TStore>(string name) => (TStore)(object)task._stores[name];

        public override IDisposable Schedule(TimeSpan interval, PunctuationType type, Action<long> punctuator) => throw new NotSupportedException();

        public override void MarkLate(string reason, long timestampMs, long? neededGraceMs, long records = 1) => task.Late++;

        public override void MarkPartlyLate(string reason, long timestampMs, long? neededGraceMs, long records = 1) => task.PartlyLate++;

        public override void ReportMemory(long changeBytes) => task.ReportedBytes += changeBytes;

        public override void MarkRejected(string reason) => task.Rejected++;

        public override void MarkDropped(string reason) => throw new NotSupportedException();

        public override void MarkSessionLimitHit()
        {
        }

        public override void OnStreamTime(DueCloser closeDue) => task._onStreamTime.Add(closeDue);

        public override void OnCommit(Action beforeFlush) => task._onCommit.Add(beforeFlush);

        public override void OnClose(Action close) => task._onClose.Add(close);

        public override void OnEndOfInput(Func<long?> lastDueMs) => task._onEndOfInput.Add(lastDueMs);

        public override void OnCountOpen(string noun, OpenCounter count)
        {
        }

        public override SessionTally TallySessions(RowCounter countOf) => new();
    }

    private sealed class Dropped(BareTask<TKey, TValue> task) : RecordOutput
    {
        public override void Send(
            ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestampMs, RecordHeaders? headers) => task.Sent++;
    }
}
