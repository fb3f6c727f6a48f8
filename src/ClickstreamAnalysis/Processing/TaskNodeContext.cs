using ClickstreamAnalysis.Processors;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing;

/// <summary>The surroundings of one node in one task.</summary>
internal sealed class TaskNodeContext(StreamTask task, string nodeName, IReadOnlyCollection<string> storeNames) : NodeContext
{
    private ILogger? _logger;

    public override TaskClock Clock => task.Clock;

    public override string TaskId => task.Name;

    public override string NodeName => nodeName;

    public override RecordSource Source => task.Source;

    public override TimeProvider TimeProvider => task.Environment.TimeProvider;

    public override ILogger Logger => _logger ??= task.Environment.LoggerFactory.CreateLogger($"ClickstreamAnalysis.Nodes.{nodeName}");

    public override TStore GetStore<TStore>(string name)
    {
        if (!storeNames.Contains(name))
        {
            throw new InvalidOperationException(
                $"'{nodeName}' asked for the store '{name}', which is not connected to it: name it where the processor is added.");
        }

        return task.State.Store(name) as TStore
            ?? throw new InvalidOperationException(
                $"The store '{name}' is no {typeof(TStore).Name}: ask for the interface that belongs to its builder, with the same type arguments.");
    }

    public override IDisposable Schedule(TimeSpan interval, PunctuationType type, Action<long> punctuator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(1));
        ArgumentNullException.ThrowIfNull(punctuator);
        var punctuation = new Punctuation(type, (long)interval.TotalMilliseconds, punctuator);
        task.Punctuations.Add(punctuation);
        return punctuation;
    }

    public override void MarkLate() => task.MarkLate();

    public override void MarkGuarded(string reason) => task.MarkGuarded(reason);

    public override void MarkDropped(string reason) => task.Losses.Add(nodeName, reason);

    public override void MarkCapped() => task.MarkCapped();

    public override void OnStreamTime(DueCloser closeDue) => task.Hooks.StreamTime.Add(closeDue);

    public override void OnCommit(Action beforeFlush) => task.Hooks.Commit.Add(beforeFlush);

    public override void OnClose(Action close) => task.Hooks.Close.Add(close);

    public override void OnDiscard(Action forget) => task.Hooks.Discard.Add(forget);

    public override void OnEndOfInput(Func<long?> lastDueMs) => task.Hooks.EndOfInput.Add(lastDueMs);
}
