using ClickstreamAnalysis.Runtime.Draining;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>
/// Determines about once a second how far long work is, from the reports of the stream threads, and logs it every five seconds. Work shorter
/// than that is not logged. Thread-safe.
/// </summary>
/// <param name="options">The application's name and clock.</param>
/// <param name="logger">The log.</param>
/// <param name="read">Reads the reports of the threads.</param>
/// <param name="waits">Reads the waits.</param>
/// <param name="drain">Returns the drain in progress, or null.</param>
internal sealed class ProgressWatch(
    StreamsOptions options, ILogger logger, Func<IReadOnlyList<ThreadDescription>> read, Func<IReadOnlyList<WaitDescription>> waits, Func<Drain?> drain)
{
    /// <summary>How often progress is determined.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How often long work is logged, and how long work must take to be logged or to count as a catch-up.</summary>
    public static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(5);

    /// <summary>A smaller lag is no catch-up, however slow processing is.</summary>
    private const long LeastLag = 1_000;

    private readonly TimeProvider _time = options.TimeProvider;
    private readonly Lock _lock = new();
    private readonly RestoreWork _restore = new(options.TimeProvider);
    private readonly ReadingWork _catchUp = new(WorkKind.CatchUp, options.TimeProvider);
    private readonly ReadingWork _drain = new(WorkKind.Drain, options.TimeProvider);
    private readonly Dictionary<(string Topic, int Partition), long> _positions = [];
    private readonly Dictionary<WorkKind, long> _loggedAt = [];
    private volatile StreamsProgress _current = new(options.TimeProvider.GetUtcNow(), [], []);
    private long _lastTicks = options.TimeProvider.GetTimestamp();
    private bool _hasDrained;
    private double _perSecond;
    private TimeSpan _behindFor;

    /// <summary>The work in progress as of the last check.</summary>
    public IReadOnlyList<WorkProgress> Work => [.. _current.Work.Where(static work => !work.IsComplete)];

    /// <summary>Determines the progress.</summary>
    /// <returns>The progress when it is worth an event: there is work or a wait, or there was one at the last check. Otherwise null.</returns>
    public StreamsProgress? Check()
    {
        lock (_lock)
        {
            var elapsed = _time.GetElapsedTime(_lastTicks);
            _lastTicks = _time.GetTimestamp();
            var tasks = read().SelectMany(static thread => thread.Tasks).ToArray();
            var work = new List<WorkProgress>();
            if (_restore.Read(tasks) is { } restore)
            {
                Log(restore, _restore.Elapsed);
                work.Add(restore);
            }

            var advanced = Advance(tasks);
            if (ReadDrain(tasks, advanced) is { } draining)
            {
                Log(draining, _drain.Elapsed);
                work.Add(draining);
            }

            if (ReadCatchUp(tasks, advanced, elapsed) is { } catchUp)
            {
                Log(catchUp, _catchUp.Elapsed);
                work.Add(catchUp);
            }

            var before = _current;
            _current = new StreamsProgress(_time.GetUtcNow(), work, waits());
            return IsEmpty(before) && IsEmpty(_current) ? null : _current;
        }
    }

    private static bool IsEmpty(StreamsProgress progress) => progress.Work.Count == 0 && progress.Waits.Count == 0;

    /// <summary>How many offsets of all inputs were read since the last check.</summary>
    private long Advance(TaskDescription[] tasks)
    {
        long advanced = 0;
        foreach (var input in tasks.SelectMany(static task => task.Inputs))
        {
            if (input.EndOffset is { } end)
            {
                var position = end - input.Lag;
                if (_positions.TryGetValue((input.Topic, input.Partition), out var before))
                {
                    advanced += Math.Max(0, position - before);
                }

                _positions[(input.Topic, input.Partition)] = position;
            }
        }

        return advanced;
    }

    private WorkProgress? ReadDrain(TaskDescription[] tasks, long advanced)
    {
        if (drain() is not { } running || _hasDrained)
        {
            return null;
        }

        var (finished, total) = running.Count();
        var detail = $"{finished} of {total} tasks finished";
        if (!running.Completion.Task.IsCompleted)
        {
            return _drain.Advance(advanced, Lag(tasks), detail);
        }

        _hasDrained = true;
        return _drain.IsActive ? _drain.End(detail) : null;
    }

    private WorkProgress? ReadCatchUp(TaskDescription[] tasks, long advanced, TimeSpan elapsed)
    {
        // A drain reports the same work.
        var lag = drain() is null ? Lag(tasks) : 0;
        _perSecond = elapsed > TimeSpan.Zero ? advanced / elapsed.TotalSeconds : _perSecond;
        var isBehind = lag >= LeastLag && lag > _perSecond * (_catchUp.IsActive ? Interval : LogInterval).TotalSeconds;
        _behindFor = isBehind ? _behindFor + elapsed : TimeSpan.Zero;
        return isBehind && (_catchUp.IsActive || _behindFor > Interval) ? _catchUp.Advance(advanced, lag, detail: null)
            : _catchUp.IsActive ? _catchUp.End(detail: null)
            : null;
    }

    private static long Lag(TaskDescription[] tasks) => tasks.SelectMany(static task => task.Inputs).Sum(static input => input.Lag);

    private void Log(WorkProgress work, TimeSpan elapsed)
    {
        if (work.IsComplete)
        {
            if (_loggedAt.Remove(work.Kind))
            {
                logger.Progressed(options.ApplicationId, $"{work}");
            }
        }
        else if (elapsed >= LogInterval && (!_loggedAt.TryGetValue(work.Kind, out var last) || _time.GetElapsedTime(last) >= LogInterval))
        {
            _loggedAt[work.Kind] = _time.GetTimestamp();
            logger.Progressed(options.ApplicationId, $"{work}");
        }
    }
}
