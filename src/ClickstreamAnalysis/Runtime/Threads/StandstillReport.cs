using System.Globalization;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Runtime.Descriptions;
using ClickstreamAnalysis.Runtime.Tasks;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Logs tasks without progress: windows that stay open because stream time does not move, and records that are held back because another
/// input of the task may have earlier ones. Once for each quiet period of a task.
/// </summary>
internal sealed class StandstillReport(TaskTable tasks, ILogConsumer consumer, WaitBoard board, StreamsOptions options, ILogger logger)
{
    /// <summary>The limit of counting, which may have to read rows.</summary>
    private const int MostCounted = 10_000;

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);

    // With many partitions and little traffic, some task is always quiet.
    private static readonly TimeSpan s_between = TimeSpan.FromMinutes(1);

    private readonly List<RunningTask> _idle = [];
    private long? _lastIdleReport;

    /// <summary>Checks all tasks. Called about once a second.</summary>
    public void Check()
    {
        _idle.Clear();
        foreach (var running in tasks.All)
        {
            if (!IsQuiet(running))
            {
                continue;
            }

            if (running.Waiting is { Count: > 0 } waiting)
            {
                ReportHeldBack(running, waiting.Count);
            }
            else if (!running.Standstill.IsReported && options.IdleTimeout is null && running.Task.StreamTimeMs != TaskClock.NotStarted
                && Array.TrueForAll(running.Task.Inputs, input => consumer.IsAtEnd(input.Partition)))
            {
                _idle.Add(running);
            }
        }

        if (_idle.Count > 0 && (_lastIdleReport is not { } last || options.TimeProvider.GetElapsedTime(last) >= s_between))
        {
            ReportOpen();
        }
    }

    /// <summary>Whether the task has made no progress for a while.</summary>
    private bool IsQuiet(RunningTask running)
    {
        var progress = running.Task.Progress;
        var standstill = running.Standstill;
        if (progress != standstill.Progress || running.IsDrained)
        {
            standstill.Progress = progress;
            standstill.SinceTicks = options.TimeProvider.GetTimestamp();
            standstill.IsReported = false;
            return false;
        }

        return options.TimeProvider.GetElapsedTime(standstill.SinceTicks) >= s_quiet;
    }

    private void ReportHeldBack(RunningTask running, int held)
    {
        var missing = new List<TopicPartition>();
        for (var i = 0; i < running.Task.Inputs.Length; i++)
        {
            var partition = running.Task.Inputs[i].Partition;
            if (running.WaitingOf(i) == 0 && !consumer.IsAtEnd(partition))
            {
                missing.Add(partition);
            }
        }

        foreach (var partition in missing)
        {
            board.Note(
                WaitReason.Partition, partition.ToString(), $"Task {running.Task.Name} holds back {held} records until {partition} is known to be read to its end",
                options.TimeProvider.GetElapsedTime(running.Standstill.SinceTicks), expires: true);
        }

        if (missing.Count > 0 && !running.Standstill.IsReported)
        {
            running.Standstill.IsReported = true;
            logger.RecordsHeldBack(running.Task.Name, held, s_quiet, string.Join(", ", missing));
        }
    }

    private void ReportOpen()
    {
        var open = new SortedDictionary<(string NodeName, string Noun), (long Count, List<string> Tasks)>();
        foreach (var running in _idle)
        {
            running.Standstill.IsReported = true;
            foreach (var hook in running.Task.OpenCounters)
            {
                var (sum, names) = open.TryGetValue((hook.NodeName, hook.Noun), out var before) ? before : (0, []);
                var count = hook.Count(MostCounted - sum);
                if (count > 0)
                {
                    names.Add(running.Task.Name);
                    open[(hook.NodeName, hook.Noun)] = (sum + count, names);
                }
            }
        }

        foreach (var ((nodeName, noun), (count, names)) in open)
        {
            _lastIdleReport = options.TimeProvider.GetTimestamp();
            logger.OpenWhileIdle(s_quiet, Text(count), noun, nodeName, names.Count == 1 ? $"task {names[0]}" : $"{names.Count} tasks");
        }
    }

    private static string Text(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0}{(count >= MostCounted ? " or more" : "")}");
}
