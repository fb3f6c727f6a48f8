using System.Buffers;
using ClickstreamAnalysis.Funnels;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>Drives what a funnel knows of one entity, without a task around it, and keeps what it says.</summary>
internal sealed class FunnelEntityRun(FunnelRules rules)
{
    private readonly BestChain _chains = new(rules);
    private readonly FunnelProgressSerde _serde = new(rules.Steps);
    private readonly List<Attempt> _settled = [];
    private FunnelProgress _progress = new();

    public long StreamTimeMs { get; private set; } = long.MinValue;

    /// <summary>The latest outcome of each bucket.</summary>
    public SortedDictionary<long, long[]> Latest { get; } = [];

    /// <summary>Final outcomes in the order in which they came.</summary>
    public List<long[]> Final { get; } = [];

    /// <summary>By bucket, how deep the counts say that the entity got.</summary>
    public SortedDictionary<long, int> Counted { get; } = [];

    public FunnelProgress Progress => _progress;

    public int Late { get; private set; }

    public int Refused { get; private set; }

    public static FunnelEntityRun Of(FunnelCase funnel)
    {
        var run = new FunnelEntityRun(funnel.Rules);
        for (var i = 0; i < funnel.Arrivals.Length; i++)
        {
            run.Add(funnel.Arrivals[i].TimeMs, funnel.Arrivals[i].Steps);
            if ((funnel.Actions[i] & 1) != 0)
            {
                run.Settle();
            }

            if ((funnel.Actions[i] & 2) != 0)
            {
                run.WriteAndRead();
            }
        }

        run.Finish();
        return run;
    }

    public void Add(long timeMs, uint steps)
    {
        StreamTimeMs = Math.Max(StreamTimeMs, timeMs);
        if (steps == 0)
        {
            return;
        }

        if (rules.IsOver(timeMs, StreamTimeMs))
        {
            Late++;
            return;
        }

        Settle();
        Refused += _chains.Apply(_progress, timeMs, steps) == StepEventEffect.Refused ? 1 : 0;
        foreach (var change in _chains.Changes)
        {
            var bucket = rules.BucketStartMs(change.Best.EntryMs);
            Mismatch.Unless(change.DepthBefore == Counted.GetValueOrDefault(bucket), "the depth before is what counts were told");
            Counted[bucket] = change.Best.Depth;
            Mismatch.Unless(!Final.Any(final => final[0] == change.Best.EntryMs), "a final attempt never changes");
            Latest[bucket] = change.Best.StepTimesMs;
        }
    }

    public void Settle()
    {
        _settled.Clear();
        _progress.Settle(rules, StreamTimeMs, _settled);
        Final.AddRange(_settled.Select(attempt => attempt.StepTimesMs));
    }

    public void WriteAndRead()
    {
        var bytes = new ArrayBufferWriter<byte>();
        _serde.Serialize(_progress, bytes);
        _progress = _serde.Deserialize(bytes.WrittenSpan);
    }

    /// <summary>Moves stream time as far as the entity asks for, until it asks for nothing more.</summary>
    public void Finish()
    {
        Settle();
        while (_progress.NextDueMs(rules) is var due and < long.MaxValue)
        {
            Mismatch.Unless(due >= StreamTimeMs, "what is due next lies ahead");
            StreamTimeMs = due + 1;
            Settle();
        }
    }
}
