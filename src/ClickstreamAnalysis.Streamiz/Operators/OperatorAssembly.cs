using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Streamiz.Stores;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>One operator in one Streamiz task, under construction, and the callbacks that it registers.</summary>
internal sealed partial class OperatorAssembly(string taskId, OperatorStore store, IResultForwarder results, ILogger logger) : TaskAssembly
{
    private readonly HashSet<string> _rejections = [];
    private readonly List<DueCloser> _closers = [];
    private readonly List<Action> _beforeFlush = [];

    public IResultForwarder Results => results;

    public void OnStreamTime(DueCloser closer) => _closers.Add(closer);

    public void OnCommit(Action beforeFlush) => _beforeFlush.Add(beforeFlush);

    /// <summary>Closes everything that is due.</summary>
    public void CloseDue()
    {
        foreach (var closer in _closers)
        {
            var most = int.MaxValue;
            while (!closer(store.Clock.StreamTimeMs, ref most))
            {
                most = int.MaxValue;
            }
        }
    }

    /// <summary>
    /// Forwards the results that an operator holds back for a commit. A store of Streamiz cannot forward while it is flushed, so they are
    /// forwarded after each record.
    /// </summary>
    public void ForwardHeld()
    {
        foreach (var forward in _beforeFlush)
        {
            forward();
        }
    }

    /// <summary>Logs the first rejection for each reason.</summary>
    /// <param name="reason">A short fixed code.</param>
    public void Reject(string reason)
    {
        if (_rejections.Add(reason))
        {
            LogRejected(logger, store.Name, taskId, reason);
        }
    }

    public override NodeContext CreateContext(string nodeName, IReadOnlyCollection<string> storeNames) =>
        new OperatorContext(this, taskId, nodeName, store, logger);

    public override RecordOutput CreateOutput(OutputTopic topic) => throw new NotSupportedException("Streamiz writes to topics.");

    public override OutputGuard CreateGuard(string nodeName, OutputTopic topic) => throw new NotSupportedException("Streamiz writes to topics.");

    [LoggerMessage(
        EventId = 951, EventName = "StreamizOperatorRejects", Level = LogLevel.Warning,
        Message = "The operator '{Operator}' of task {Task} rejects a record: {Reason}. Further ones with this reason are not logged.")]
    private static partial void LogRejected(ILogger logger, string @operator, string task, string reason);
}
