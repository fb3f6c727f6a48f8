using ClickstreamAnalysis.Runtime.Descriptions;
using ClickstreamAnalysis.Runtime.Draining;
using ClickstreamAnalysis.Runtime.Instances;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime;

/// <summary>Waits for a drain, and logs the causes of a wait after a few seconds and then each minute.</summary>
internal sealed class DrainReport(Drain drain, TaskLocks locks, WaitBoard board, StreamsOptions options, ILogger logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly HashSet<(WaitReason Reason, string Subject)> _noted = [];
    private long? _loggedAt;

    /// <summary>Completes when the drain is complete or the application has stopped.</summary>
    public async Task WaitAsync(Task ended)
    {
        var done = Task.WhenAny(drain.Completion.Task, ended);
        while (await Task.WhenAny(done, Task.Delay(options.DrainReportDelay, options.TimeProvider, CancellationToken.None)).ConfigureAwait(false) != done)
        {
            Report();
        }

        Note([]);
    }

    private void Report()
    {
        var waits = drain.Progress.Describe(drain.Unfinished, locks.IsTaken);
        Note(waits);
        if (waits.Count == 0)
        {
            _loggedAt = null;
        }
        else if (_loggedAt is not { } last || options.TimeProvider.GetElapsedTime(last) >= s_interval)
        {
            _loggedAt = options.TimeProvider.GetTimestamp();
            foreach (var wait in waits)
            {
                logger.DrainWaits(options.ApplicationId, wait.Text);
            }
        }
    }

    private void Note(IReadOnlyList<DrainWait> waits)
    {
        foreach (var (reason, subject) in _noted.Where(noted => !waits.Any(wait => (wait.Reason, wait.Subject) == noted)).ToArray())
        {
            _noted.Remove((reason, subject));
            board.End(reason, subject);
        }

        foreach (var wait in waits)
        {
            _noted.Add((wait.Reason, wait.Subject));
            board.Note(wait.Reason, wait.Subject, $"The drain waits: {wait.Text}", wait.Waited);
        }
    }
}
