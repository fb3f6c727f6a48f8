using Streamiz.Kafka.Net.Processors.Public;
using StreamizPunctuation = Streamiz.Kafka.Net.Processors.Public.PunctuationType;
using StreamizStore = Streamiz.Kafka.Net.State.IKeyValueStore<string, System.Collections.Generic.List<ClickstreamAnalysis.Benchmarks.Neighbors.HandSession>>;

namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>
/// Sessions as one would write them with Streamiz alone: the open sessions of a user in a key-value store, and a punctuation that looks for
/// those that are over.
/// </summary>
internal sealed class HandWrittenSessions : ITransformer<string, ClickEvent, string, Session<string, HandSession>>
{
    public const string Store = "hand-written";

    private readonly long _gapMs;
    private readonly long _graceMs;
    private ProcessorContext<string, Session<string, HandSession>>? _context;
    private StreamizStore? _store;
    private long _streamTimeMs;

    public HandWrittenSessions()
    {
    }

    public HandWrittenSessions(long gapMs, long graceMs)
    {
        _gapMs = gapMs;
        _graceMs = graceMs;
    }

    public void Init(ProcessorContext<string, Session<string, HandSession>> context)
    {
        _context = context;
        _store = (StreamizStore)context.GetStateStore(Store);

        // It reads the whole store, so it should be rare: a session closes up to a minute of stream time later than it could.
        context.Schedule(TimeSpan.FromMinutes(1), StreamizPunctuation.STREAM_TIME, _ => CloseAll());
    }

    public global::Streamiz.Kafka.Net.Processors.Public.Record<string, Session<string, HandSession>>? Process(
        global::Streamiz.Kafka.Net.Processors.Public.Record<string, ClickEvent> record)
    {
        var click = record.Value;
        _streamTimeMs = Math.Max(_streamTimeMs, click.TimestampMs);
        var sessions = _store!.Get(record.Key) ?? [];
        Close(record.Key, sessions);
        var joined = sessions.Where(session => click.TimestampMs >= session.Start - _gapMs && click.TimestampMs <= session.End + _gapMs).ToList();
        if (joined.Count == 0 && !IsOver(click.TimestampMs))
        {
            joined.Add(new HandSession());
            sessions.Add(joined[0]);
        }

        if (joined.Count > 0)
        {
            joined[0].Add(click);
            foreach (var other in joined.Skip(1))
            {
                joined[0].Merge(other);
                sessions.Remove(other);
            }
        }

        _store.Put(record.Key, sessions.Count > 0 ? sessions : null!);
        return null;
    }

    public void Close()
    {
    }

    private bool IsOver(long endMs) => endMs + _gapMs + _graceMs < _streamTimeMs;

    private void CloseAll()
    {
        foreach (var (user, sessions) in _store!.All().ToList())
        {
            if (sessions.Exists(session => IsOver(session.End)))
            {
                Close(user, sessions);
                _store.Put(user, sessions.Count > 0 ? sessions : null!);
            }
        }
    }

    private void Close(string user, List<HandSession> sessions)
    {
        foreach (var session in sessions.FindAll(session => IsOver(session.End)))
        {
            sessions.Remove(session);
            _context!.Forward(user, new() { Key = user, Id = default, StartMs = session.Start, EndMs = session.End, EventCount = session.Count, Revision = 1, Aggregate = session });
        }
    }
}
