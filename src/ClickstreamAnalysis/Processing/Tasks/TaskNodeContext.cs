using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The context of one node in one task.</summary>
internal sealed class TaskNodeContext(StreamTask task, OperatorSite site, string nodeName, IReadOnlyCollection<string> storeNames) : NodeContext
{
    private ILogger? _logger;

    public override TaskClock Clock => task.Clock;

    public override string TaskId => task.Name;

    public override string NodeName => nodeName;

    public override RecordMetadata Source => task.Source;

    public override TimeProvider TimeProvider => task.Environment.TimeProvider;

    public override ILogger Logger => _logger ??= task.Environment.LoggerFactory.CreateLogger($"ClickstreamAnalysis.Nodes.{nodeName}");

    public override TStore GetStore<TStore>(string name)
    {
        if (!storeNames.Contains(name))
        {
            throw new TopologyException([$"'{nodeName}' asked for the store '{name}', which is not connected to it: name it where the processor is added."]);
        }

        var store = task.State.Store(name);
        return store as TStore ?? throw new TopologyException([StoreTypeMistake.Describe(nodeName, name, store.Interface, typeof(TStore))]);
    }

    public override IDisposable Schedule(TimeSpan interval, PunctuationType type, Action<long> punctuator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(1));
        ArgumentNullException.ThrowIfNull(punctuator);
        var punctuation = new Punctuation(type, (long)interval.TotalMilliseconds, nowMs => Punctuate(punctuator, nowMs));
        task.Add(nodeName, punctuation);
        return punctuation;
    }

    public override void MarkLate(string reason, long timestampMs, long? neededGraceMs, long records = 1)
    {
        task.MarkLate();
        MarkPartlyLate(reason, timestampMs, neededGraceMs, records);
    }

    public override void MarkPartlyLate(string reason, long timestampMs, long? neededGraceMs, long records = 1) =>
        task.Losses.AddLate(nodeName, reason, timestampMs, neededGraceMs, records);

    public override void ReportMemory(long changeBytes) => task.Environment.LiveMemory.Change(changeBytes);

    public override void MarkRejected(string reason)
    {
        task.MarkRejected(reason);
        MarkDropped(reason);
    }

    public override void MarkDropped(string reason) => task.Losses.Add(nodeName, reason);

    public override void MarkSessionLimitHit() => task.Losses.SessionLimitHits++;

    public override void OnStreamTime(DueCloser closeDue) => task.Hooks.StreamTime.Add((long streamTimeMs, ref int most) =>
    {
        try
        {
            return closeDue(streamTimeMs, ref most);
        }
        catch (Exception error) when (IsOperators(error))
        {
            throw Failed("windows or sessions were closed", error);
        }
    });

    public override void OnCommit(Action beforeFlush) => task.Hooks.Commit.Add(() => Call(beforeFlush, "results were forwarded at a commit"));

    public override void OnClose(Action close) => task.Hooks.Close.Add(() => Call(close, "its task was closed"));

    public override void OnEndOfInput(Func<long?> lastDueMs) => task.Hooks.EndOfInput.Add(lastDueMs);

    public override void OnCountOpen(string noun, OpenCounter count) => task.Hooks.Open.Add(new OpenHook(nodeName, noun, count));

    public override SessionTally TallySessions(RowCounter countOf)
    {
        var hook = new SessionHook(nodeName, new SessionTally(), countOf);
        task.Hooks.Sessions.Add(hook);
        return hook.Tally;
    }

    private void Punctuate(Action<long> punctuator, long timeMs)
    {
        try
        {
            punctuator(timeMs);
        }
        catch (Exception error) when (IsOperators(error))
        {
            throw Failed("a punctuation ran", error);
        }
    }

    private void Call(Action action, string when)
    {
        try
        {
            action();
        }
        catch (Exception error) when (IsOperators(error))
        {
            throw Failed(when, error);
        }
    }

    private bool IsOperators(Exception error) => !site.Threw(error) && !StreamTask.IsEngineFailure(error);

    private OperatorException Failed(string when, Exception error) => new(site.ThrowerOf(error), task.Name, when, error);
}
