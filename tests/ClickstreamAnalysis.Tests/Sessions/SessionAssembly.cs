using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>The surroundings of one operator with one store, driven by hand: the test says when to sweep and when to commit.</summary>
internal sealed class SessionAssembly(TaskStore store, TaskClock clock) : TaskAssembly
{
    public List<DueCloser> StreamTime { get; } = [];

    public List<Func<long?>> EndOfInput { get; } = [];

    public int MarkedLate { get; private set; }

    public List<string> MarkedRejected { get; } = [];

    public long MarkedSessionLimitHits { get; private set; }

    public SessionTally Tally { get; } = new();

    public override NodeContext CreateContext(string nodeName, IReadOnlyCollection<string> storeNames) => new Context(this, nodeName);

    public override OutputGuard CreateGuard(string nodeName, OutputTopic topic) => throw new NotSupportedException();

    public override RecordOutput CreateOutput(OutputTopic topic) => throw new NotSupportedException();

    private sealed class Context(SessionAssembly assembly, string nodeName) : NodeContext
    {
        public override TaskClock Clock => assembly.TheClock;

        public override string TaskId => "0_0";

        public override string NodeName => nodeName;

        public override RecordMetadata Source => RecordMetadata.None;

        public override TimeProvider TimeProvider => throw new NotSupportedException();

        public override ILogger Logger => NullLogger.Instance;

        public override TStore GetStore<TStore>(string name) => (TStore)(object)assembly.TheStore;

        public override IDisposable Schedule(TimeSpan interval, PunctuationType type, Action<long> punctuator) => throw new NotSupportedException();

        public override void MarkLate(string reason, long timestampMs, long? neededGraceMs, long records = 1) => assembly.MarkedLate++;

        public override void MarkPartlyLate(string reason, long timestampMs, long? neededGraceMs, long records = 1) => throw new NotSupportedException();

        public override void ReportMemory(long changeBytes) => throw new NotSupportedException();

        public override void MarkRejected(string reason) => assembly.MarkedRejected.Add(reason);

        public override void MarkDropped(string reason) => throw new NotSupportedException();

        public override void MarkSessionLimitHit() => assembly.MarkedSessionLimitHits++;

        public override void OnStreamTime(DueCloser closeDue) => assembly.StreamTime.Add(closeDue);

        public override void OnCommit(Action beforeFlush) => throw new NotSupportedException();

        public override void OnClose(Action close) => throw new NotSupportedException();

        public override void OnEndOfInput(Func<long?> lastDueMs) => assembly.EndOfInput.Add(lastDueMs);

        public override void OnCountOpen(string noun, OpenCounter count)
        {
        }

        public override SessionTally TallySessions(RowCounter countOf) => assembly.Tally;
    }

    private TaskStore TheStore => store;

    private TaskClock TheClock => clock;
}
