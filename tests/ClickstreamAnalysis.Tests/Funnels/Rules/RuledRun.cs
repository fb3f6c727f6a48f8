using System.Buffers;
using System.Numerics;
using ClickstreamAnalysis.Funnels.Rules;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>Drives the engine for one entity, without a task around it, and keeps what it says.</summary>
internal sealed class RuledRun(RuledFunnel funnel)
{
    private readonly RuledProgressSerde _serde = new(funnel);
    private readonly Dictionary<string, int> _counted = [];
    private readonly Dictionary<(ulong Session, long Bucket), RuledAttempt> _rows = [];
    private readonly TallyLayout _layout = LayoutOf(funnel);
    private readonly Dictionary<FunnelBucket, FunnelTally> _tallies = [];

    public RuledEngine Engine { get; } = new(funnel);

    public RuledProgress Progress { get; private set; } = new();

    public long StreamTimeMs { get; private set; } = long.MinValue;

    /// <summary>What counts, in order; each attempt as often as it counts.</summary>
    public string Counted => string.Join(" | ", _counted.Where(pair => pair.Value != 0).SelectMany(pair => Enumerable.Repeat(pair.Value > 0 ? pair.Key : $"-{pair.Key}", Math.Abs(pair.Value))).Order(StringComparer.Ordinal));

    /// <summary>The final outcomes, without those that are repeated.</summary>
    public List<string> Finals { get; } = [];

    /// <summary>Whether each row of a table that follows the outcomes, as <see cref="FunnelOutcome"/> describes it, is final.</summary>
    public bool EndsFinal => _rows.Values.All(static row => row.IsFinal);

    /// <summary>The counts of each bucket as a task sums them up.</summary>
    public IEnumerable<FunnelCounts> Counts => _tallies.Where(static pair => pair.Value.Count > 0).Select(pair => _layout.CountsOf(pair.Key, pair.Value));

    /// <summary>The layout of the counts, with steps 1, 2, … and values v2, v3, ….</summary>
    public static TallyLayout LayoutOf(RuledFunnel funnel) => new(
        funnel,
        [.. Enumerable.Range(1, funnel.Steps).Select(static step => $"{step}")],
        [.. Enumerable.Range(2, Math.Max(0, funnel.Values - 2)).Select(static value => $"v{value}")]);

    /// <param name="test">The events of one entity.</param>
    /// <param name="afterEvent">Called after each event, with the number of events so far.</param>
    public static RuledRun Of(RuledCase test, Action<RuledRun, int>? afterEvent = null)
    {
        var run = new RuledRun(test.Funnel);
        for (var i = 0; i < test.Arrivals.Length; i++)
        {
            run.Add(test.Arrivals[i]);
            afterEvent?.Invoke(run, i + 1);
            if ((test.Actions[i] & 1) != 0)
            {
                run.Settle();
            }

            if ((test.Actions[i] & 2) != 0)
            {
                run.WriteAndRead();
            }
        }

        run.Finish();
        return run;
    }

    public void Add(FunnelEvent added)
    {
        StreamTimeMs = Math.Max(StreamTimeMs, added.TimeMs);
        Mismatch.Unless(!funnel.Limits.IsOver(added.TimeMs, StreamTimeMs), "none is late");
        Engine.Begin();
        Engine.Settle(Progress, StreamTimeMs);
        Engine.Apply(Progress, in added);
        Keep();
    }

    public void Settle()
    {
        Engine.Begin();
        Engine.Settle(Progress, StreamTimeMs);
        Keep();
    }

    public void WriteAndRead()
    {
        var bytes = new ArrayBufferWriter<byte>();
        _serde.Serialize(Progress, bytes);
        Progress = _serde.Deserialize(bytes.WrittenSpan);
    }

    /// <summary>Moves stream time as far as the entity asks for, until it asks for nothing more.</summary>
    public void Finish()
    {
        Settle();
        while (Progress.NextDueMs(funnel, hasOutcomes: true) is var due and < long.MaxValue)
        {
            Mismatch.Unless(due >= StreamTimeMs, "what is due next lies ahead");
            StreamTimeMs = due + 1;
            Settle();
        }
    }

    private void Keep()
    {
        var said = Engine.Finals.Concat(Engine.Withdrawn).Concat(Engine.Changes.Select(static change => change.After))
            .Concat(Engine.Changes.Where(change => change.After is null || Engine.TakesBack(change.Before, change.After)).Select(static change => change.Before));
        Mismatch.Unless(said.All(static attempt => attempt is null || attempt.LaterMs.Length == BitOperations.PopCount(attempt.Taken) - 1), "an outcome has its times");
        foreach (var attempt in Engine.Finals)
        {
            Finals.Add(Text(attempt));
            Replace(attempt);
        }

        foreach (var attempt in Engine.Withdrawn)
        {
            _rows.Remove(PlaceOf(attempt));
        }

        foreach (var (before, after) in Engine.Changes)
        {
            if (Engine.TakesBack(before, after))
            {
                _rows.Remove(PlaceOf(before!));
            }

            if (after is not null)
            {
                Mismatch.Unless(!after.IsFinal || Finals.Contains(Text(after)), "a change to a final attempt only repeats it");
                Replace(after);
            }

            Count(before, -1);
            Count(after, 1);
        }

        if (!funnel.CountsAttempts)
        {
            Mismatch.UnlessEqual(string.Join(" | ", _rows.Values.Select(Text).Order(StringComparer.Ordinal)), Counted, "a table that follows the outcomes has what counts");
        }
    }

    /// <summary>A subscriber sees the bucket, the steps and the entry of an outcome.</summary>
    private void Replace(RuledAttempt attempt)
    {
        var isWorse = _rows.TryGetValue(PlaceOf(attempt), out var row) && (row.Depth > attempt.Depth || (row.Depth == attempt.Depth && row.EntryMs < attempt.EntryMs));

        // A copy: the engine makes the attempt final later, which the subscriber sees only if it is told.
        _rows[PlaceOf(attempt)] = isWorse ? row! : attempt with { };
    }

    private (ulong Session, long Bucket) PlaceOf(RuledAttempt attempt) => (attempt.Session, funnel.Limits.BucketStartMs(attempt.EntryMs));

    private void Count(RuledAttempt? attempt, int count)
    {
        if (attempt is not null)
        {
            if (funnel.MeasuresTimes)
            {
                var bucket = funnel.Limits.BucketOf(attempt.EntryMs);
                _layout.Add(_tallies.TryGetValue(bucket, out var tally) ? tally : _tallies[bucket] = new(), attempt, count);
            }

            _counted[Text(attempt)] = _counted.GetValueOrDefault(Text(attempt)) + count;
        }
    }

    private string Text(RuledAttempt attempt)
    {
        var steps = Enumerable.Range(0, 32).Where(step => (attempt.Taken >> step & 1) != 0).ToArray();
        if (steps.Length > 1 && attempt.LaterMs.Length == 0)
        {
            // Final, and its times are not needed any more: find what was said of it before.
            return _counted.Keys.Single(said => _counted[said] > 0 && said.StartsWith($"{attempt.Session}/{attempt.Held} 1@{attempt.EntryMs} ", StringComparison.Ordinal));
        }

        Mismatch.Unless(steps.Length == BitOperations.PopCount(attempt.Taken) && steps.Length == attempt.LaterMs.Length + 1, "one time for each step taken");
        return new ReferenceAttempt(attempt.Session, attempt.Held, attempt.EntryMs, steps, [attempt.EntryMs, .. attempt.LaterMs], [], attempt.Value, null).ToString();
    }
}
