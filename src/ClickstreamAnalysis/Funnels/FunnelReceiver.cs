using System.Runtime.InteropServices;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Runs a funnel in one task.</summary>
internal sealed class FunnelReceiver<TKey, TValue> : Receiver<TKey, TValue>, IExpiryHandler<TKey, FunnelProgress>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly OperatorSite _site;
    private readonly TaskClock _clock;
    private readonly ExpiringTable<TKey, FunnelProgress> _table;
    private readonly RecordFunction<TKey, TValue, bool>[] _predicates;
    private readonly FunnelRules _rules;
    private readonly BestChain _chains;
    private readonly Receiver<TKey, FunnelOutcome>? _outcomes;
    private readonly FunnelDeltas? _deltas;
    private readonly Receiver<FunnelBucket, long[]> _counts;
    private readonly Receiver<TKey, LateRecord<TValue>>? _late;
    private readonly List<Attempt> _settled = [];

    public FunnelReceiver(FunnelNode<TKey, TValue> node, FunnelDefinition<TKey, TValue> funnel, FunnelRules rules, TaskAssembly assembly)
    {
        _context = assembly.CreateContext(node.Name, [node.Name]);
        _site = assembly.SiteOf(node.Name);
        _clock = _context.Clock;
        _table = _context.GetStore<ExpiringTable<TKey, FunnelProgress>>(node.Name);
        _predicates = [.. funnel.Steps.Select(step => step.Predicate)];
        _rules = rules;
        _chains = new BestChain(rules);
        _context.OnStreamTime((streamTimeMs, ref most) => _table.Advance(streamTimeMs, this, ref most));
        _context.OnEndOfInput(_table.LatestDueMs);
        _context.OnCountOpen("funnel attempts", most => _table.CountUpTo(most, static progress => progress.OpenAttempts));
        if (!node.Deltas.IsUnused)
        {
            _deltas = new FunnelDeltas(rules);
            _context.OnCommit(ForwardDeltas);
        }

        // Connect downstream last, so that its callbacks in the task run after those of this node.
        _outcomes = node.Outcomes.IsUnused ? null : node.Outcomes.Connect(assembly);
        _counts = node.Deltas.Connect(assembly);
        _late = node.Late.IsUnused ? null : node.Late.Connect(assembly);
    }

    public override void Process(in Record<TKey, TValue> record)
    {
        try
        {
            Accept(in record);
        }
        catch (Exception error) when (_site.Threw(error))
        {
            throw;
        }
    }

    private void Accept(in Record<TKey, TValue> record)
    {
        var steps = StepMask.Of(_predicates, in record);
        if (steps == 0)
        {
            return;
        }

        if (record.Key is null)
        {
            _context.MarkRejected("funnel-null-key");
            return;
        }

        var streamTimeMs = _clock.StreamTimeMs;
        if (_rules.IsOver(record.TimestampMs, streamTimeMs))
        {
            _context.MarkLate(LateReasons.AttemptClosed, record.TimestampMs, streamTimeMs - record.TimestampMs - _rules.OpenMs + _rules.GraceMs);
            _late?.Process(record.WithValue(new LateRecord<TValue>(record.Value, record.TimestampMs, streamTimeMs, LateReasons.AttemptClosed)));
            return;
        }

        var entry = _table.Find(record.Key);
        var progress = entry?.State ?? new FunnelProgress();
        _settled.Clear();
        if (entry is not null)
        {
            // Settle at each event, not only when stream time advances: what the event may change must not depend on when the table was
            // last swept.
            progress.Settle(_rules, streamTimeMs, _settled);
        }

        var effect = _chains.Apply(progress, record.TimestampMs, steps);
        if (effect == StepEventEffect.Refused)
        {
            _context.MarkRejected("funnel-events");
        }

        if (entry is null)
        {
            _table.Add(record.Key, progress, progress.NextDueMs(_rules));
        }
        else if (effect == StepEventEffect.Kept || _settled.Count > 0)
        {
            _table.Touch(entry, progress.NextDueMs(_rules));
        }

        Report(record.Key);
    }

    public void OnDue(LiveEntry<TKey, FunnelProgress> entry)
    {
        _settled.Clear();
        _chains.ClearChanges();
        entry.State.Settle(_rules, _clock.StreamTimeMs, _settled);
        if (entry.State.IsEmpty)
        {
            _table.Remove(entry);
        }
        else
        {
            _table.Touch(entry, entry.State.NextDueMs(_rules));
        }

        Report(entry.Key);
    }

    private void Report(TKey key)
    {
        foreach (var attempt in _settled)
        {
            Emit(key, attempt, isFinal: true);
        }

        foreach (var change in _chains.Changes)
        {
            _deltas?.Add(change);
            Emit(key, change.Best, isFinal: false);
        }
    }

    private void ForwardDeltas() => _deltas!.Forward(_counts);

    private void Emit(TKey key, Attempt attempt, bool isFinal) =>
        _outcomes?.Process(new(
            key,
            new(_rules.BucketOf(attempt.EntryMs), _rules.Steps, ImmutableCollectionsMarshal.AsImmutableArray(attempt.StepTimesMs), isFinal),
            attempt.StepTimesMs[^1]));
}
