using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Streamiz.Stores;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>The access of an operator to its Streamiz task.</summary>
internal sealed class OperatorContext(OperatorAssembly assembly, string taskId, string nodeName, OperatorStore store, ILogger logger) : NodeContext
{
    public override TaskClock Clock => store.Clock;

    public override string TaskId => taskId;

    public override string NodeName => nodeName;

    public override RecordMetadata Source => RecordMetadata.None;

    public override TimeProvider TimeProvider => TimeProvider.System;

    public override ILogger Logger => logger;

    public override TStore GetStore<TStore>(string name) => (TStore)(object)store.Table;

    public override IDisposable Schedule(TimeSpan interval, PunctuationType type, Action<long> punctuator) =>
        throw new NotSupportedException("Built-in operators follow stream time.");

    /// <summary>Does nothing: the stream of late records counts them.</summary>
    public override void MarkLate(string reason, long timestampMs, long? neededGraceMs, long records = 1)
    {
    }

    /// <inheritdoc cref="MarkLate"/>
    public override void MarkPartlyLate(string reason, long timestampMs, long? neededGraceMs, long records = 1)
    {
    }

    public override void MarkRejected(string reason) => assembly.Reject(reason);

    public override void MarkDropped(string reason) => MarkRejected(reason);

    public override void MarkSessionLimitHit()
    {
    }

    /// <summary>Does nothing: Streamiz has no memory budget.</summary>
    public override void ReportMemory(long changeBytes)
    {
    }

    public override void OnStreamTime(DueCloser closeDue) => assembly.OnStreamTime(closeDue);

    public override void OnCommit(Action beforeFlush) => assembly.OnCommit(beforeFlush);

    public override void OnClose(Action close) => throw new NotSupportedException("Built-in operators with a store have nothing to close.");

    /// <summary>Does nothing: an application of Streamiz has no end of input.</summary>
    public override void OnEndOfInput(Func<long?> lastDueMs)
    {
    }

    public override void OnCountOpen(string noun, OpenCounter count)
    {
    }

    public override SessionTally TallySessions(RowCounter countOf) => new();
}
