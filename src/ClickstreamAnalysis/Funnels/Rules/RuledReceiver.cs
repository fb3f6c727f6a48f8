using System.IO.Hashing;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Runs a funnel whose rules go beyond the ordered best chain in one task.</summary>
internal sealed class RuledReceiver<TKey, TValue> : Receiver<TKey, TValue>, IExpiryHandler<TKey, RuledProgress>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly OperatorSite _site;
    private readonly TaskClock _clock;
    private readonly ExpiringTable<TKey, RuledProgress> _table;
    private readonly FunnelDefinition<TKey, TValue> _definition;
    private readonly RecordFunction<TKey, TValue, bool>[] _steps;
    private readonly RecordFunction<TKey, TValue, bool>[] _exclusions;
    private readonly Dictionary<string, int> _values = [];
    private readonly RuledFunnel _funnel;
    private readonly RuledEngine _engine;
    private readonly FunnelResults _results;
    private readonly Receiver<TKey, FunnelOutcome>? _outcomes;
    private readonly TallyDeltas? _deltas;
    private readonly Receiver<FunnelBucket, FunnelTally> _counts;
    private readonly Receiver<TKey, LateRecord<TValue>>? _late;

    public RuledReceiver(FunnelNode<TKey, TValue> node, FunnelDefinition<TKey, TValue> definition, RuledFunnel funnel, TaskAssembly assembly)
    {
        _context = assembly.CreateContext(node.Name, [node.Name]);
        _site = assembly.SiteOf(node.Name);
        _clock = _context.Clock;
        _table = _context.GetStore<ExpiringTable<TKey, RuledProgress>>(node.Name);
        _definition = definition;
        _steps = [.. definition.Steps.Select(static step => step.Predicate)];
        _exclusions = [.. definition.Exclusions.Select(static exclusion => exclusion.Predicate)];
        foreach (var value in definition.BreakdownValues)
        {
            _values.Add(value, _values.Count + 2);
        }

        _funnel = funnel;
        _engine = new RuledEngine(funnel);
        _results = definition.ResultsOf(funnel);
        _context.OnStreamTime((streamTimeMs, ref most) => _table.Advance(streamTimeMs, this, ref most));
        _context.OnEndOfInput(_table.LatestDueMs);
        _context.OnCountOpen("funnel attempts", most => _table.CountUpTo(most, static progress => progress.OpenAttempts));
        if (!node.Tallies.IsUnused)
        {
            _deltas = new TallyDeltas(funnel, definition.LayoutOf(funnel));
            _context.OnCommit(ForwardDeltas);
        }

        // Connect downstream last, so that its callbacks in the task run after those of this node.
        _outcomes = node.Outcomes.IsUnused ? null : node.Outcomes.Connect(assembly);
        _counts = node.Tallies.Connect(assembly);
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

    public void OnDue(LiveEntry<TKey, RuledProgress> entry)
    {
        _engine.Begin();
        _engine.Settle(entry.State, _clock.StreamTimeMs);
        if (entry.State.IsEmpty)
        {
            _table.Remove(entry);
        }
        else
        {
            _table.Touch(entry, NextDueMs(entry.State));
        }

        Report(entry.Key);
    }

    private void Accept(in Record<TKey, TValue> record)
    {
        var steps = StepMask.Of(_steps, in record);
        var exclusions = StepMask.Of(_exclusions, in record);
        if (steps == 0 && exclusions == 0 && !_funnel.SeesForeign)
        {
            return;
        }

        if (!TryHash(_definition.SessionOf, in record, out var session) || !TryHash(_definition.HeldOf, in record, out var held))
        {
            // Without a session, or without the property that is constant across steps, the event belongs to no attempt.
            return;
        }

        var isStep = steps != 0;
        if (record.Key is null)
        {
            if (isStep)
            {
                _context.MarkRejected("funnel-null-key");
            }

            return;
        }

        var streamTimeMs = _clock.StreamTimeMs;
        if (_funnel.Limits.IsOver(record.TimestampMs, streamTimeMs))
        {
            // An event of no step could only end attempts that are closed.
            if (isStep)
            {
                MarkLate(in record, streamTimeMs);
            }

            return;
        }

        Apply(in record, new(session, held, record.TimestampMs, ValueOf(in record), steps, exclusions), streamTimeMs);
    }

    private void Apply(in Record<TKey, TValue> record, in FunnelEvent added, long streamTimeMs)
    {
        var entry = _table.Find(record.Key);
        var progress = entry?.State ?? new RuledProgress();
        _engine.Begin();
        var isSettled = entry is not null && _engine.Settle(progress, streamTimeMs);
        var effect = _engine.Apply(progress, in added);
        if (effect == StepEventEffect.Refused)
        {
            _context.MarkRejected("funnel-events");
        }

        if (entry is not null)
        {
            if (effect == StepEventEffect.Kept || isSettled)
            {
                _table.Touch(entry, NextDueMs(progress));
            }
        }
        else if (!progress.IsEmpty)
        {
            _table.Add(record.Key, progress, NextDueMs(progress));
        }

        Report(record.Key);
    }

    private long NextDueMs(RuledProgress progress) => progress.NextDueMs(_funnel, hasOutcomes: _outcomes is not null);

    private void MarkLate(in Record<TKey, TValue> record, long streamTimeMs)
    {
        var limits = _funnel.Limits;
        _context.MarkLate(LateReasons.AttemptClosed, record.TimestampMs, streamTimeMs - record.TimestampMs - limits.OpenMs + limits.GraceMs);
        _late?.Process(record.WithValue(new LateRecord<TValue>(record.Value, record.TimestampMs, streamTimeMs, LateReasons.AttemptClosed)));
    }

    /// <summary>Hashes a property: 64 bits, so that two values of one entity are the same by chance once in 10^19.</summary>
    private static bool TryHash(RecordFunction<TKey, TValue, string?>? property, in Record<TKey, TValue> record, out ulong hash)
    {
        hash = 0;
        if (property is null)
        {
            return true;
        }

        if (property.Invoke(in record) is not { } text)
        {
            return false;
        }

        hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));
        return true;
    }

    private int ValueOf(in Record<TKey, TValue> record) =>
        _definition.ValueOf?.Invoke(in record) is { } text ? _values.GetValueOrDefault(text, RuledFunnel.OtherValue) : RuledFunnel.NoValue;

    private void Report(TKey key)
    {
        foreach (var attempt in _engine.Finals)
        {
            _outcomes?.Process(new(key, _results.OutcomeOf(attempt, isFinal: true), attempt.LastMs));
        }

        foreach (var attempt in _engine.Withdrawn)
        {
            _outcomes?.Process(new(key, _results.OutcomeOf(attempt, isFinal: false, isWithdrawn: true), TimeOf(attempt)));
        }

        foreach (var (before, after) in _engine.Changes)
        {
            var timestampMs = TimeOf((after ?? before)!);
            _deltas?.Add(before, -1, timestampMs);
            _deltas?.Add(after, 1, timestampMs);
            if (_engine.TakesBack(before, after))
            {
                _outcomes?.Process(new(key, _results.OutcomeOf(before!, isFinal: false, isWithdrawn: true), TimeOf(before!)));
            }

            if (after is not null)
            {
                // A final attempt that counts again was reported before.
                _outcomes?.Process(new(key, _results.OutcomeOf(after, after.IsFinal, isRepeated: after.IsFinal), timestampMs));
            }
        }
    }

    /// <summary>The time of an attempt's deepest step, or a later one that is not late: what changes may be of an attempt that closed long ago.</summary>
    private long TimeOf(RuledAttempt attempt) => Math.Max(attempt.LastMs, _clock.StreamTimeMs - _funnel.Limits.OpenMs);

    private void ForwardDeltas() => _deltas!.Forward(_counts);
}
