using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Funnels;
using ClickstreamAnalysis.Tests.Oracle;
using ClickstreamAnalysis.Tests.Processors;
using ClickstreamAnalysis.Tests.State;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>
/// The session operator in one task that the test drives step by step: events, sweeps, commits with eviction, crashes back to the
/// last commit, and the end of the input.
/// </summary>
internal sealed class SessionRun
{
    private readonly StateDatabase _database;
    private readonly TaskClock _clock = new();
    private readonly TaskStore _store;
    private readonly SessionAssembly _assembly;
    private readonly Receiver<string, ClickEvent> _receiver;
    private readonly Collector<string, Session<string, SessionFacts>> _closed = new("closed");
    private readonly Collector<string, SessionChange<string, SessionFacts>> _changes = new("changes");
    private readonly Collector<string, LateRecord<ClickEvent>> _late = new("late");

    private (long StreamTimeMs, int Closed, int Changes, int Late) _committed = (TaskClock.NotStarted, 0, 0, 0);

    public SessionRun(
        SessionWindows options,
        StateDatabase database,
        int maxLiveEntries = 1000,
        bool withChanges = true,
        int partition = 0,
        Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>>? splits = null)
    {
        _database = database;
        var builder = new TopologyBuilder();
        var sessions = builder.Clicks("clicks").Sessionize("sessions", options, splits);
        sessions.Closed.Attach(_closed);
        sessions.Late.Attach(_late);
        if (withChanges)
        {
            sessions.Changes.Attach(_changes);
        }

        var node = (SessionizeNode<string, ClickEvent, SessionFacts>)sessions.Closed.Port.Owner;
        _store = node.Stores.Single().Create(new StoreContext(database, partition, maxLiveEntries));
        _assembly = new SessionAssembly(_store, _clock);
        _receiver = node.Receive(_assembly);
    }

    public long StreamTimeMs => _clock.StreamTimeMs;

    public Collector<string, Session<string, SessionFacts>> ClosedCollector => _closed;

    public IReadOnlyList<Session<string, SessionFacts>> Closed => [.. _closed.Records.Select(record => record.Value)];

    public IReadOnlyList<Record<string, Session<string, SessionFacts>>> ClosedRecords => _closed.Records;

    public IReadOnlyList<SessionChange<string, SessionFacts>> Changes => [.. _changes.Records.Select(record => record.Value)];

    public Collector<string, SessionChange<string, SessionFacts>> ChangeCollector => _changes;

    public IReadOnlyList<LateRecord<ClickEvent>> Late => [.. _late.Records.Select(record => record.Value)];

    public int MarkedLate => _assembly.MarkedLate;

    public IReadOnlyList<string> MarkedRejected => _assembly.MarkedRejected;

    public SessionTally Tally => _assembly.Tally;

    /// <summary>Throws unless the tally is that of these changes.</summary>
    public void HasTallyOf(IReadOnlyList<SessionChange<string, SessionFacts>> changes)
    {
        var byKind = changes.ToLookup(static change => change.Kind);
        Mismatch.Unless(Tally.Opened == byKind[SessionChangeKind.Opened].Count(), "opened");
        Mismatch.Unless(Tally.Merged == byKind[SessionChangeKind.Merged].Count(), "merged");
        Mismatch.Unless(Tally.Closed == byKind[SessionChangeKind.Closed].Count(), "closed");
    }

    public long CapHits => _assembly.MarkedSessionLimitHits;

    /// <summary>What was closed, as the oracle says it: in order of user and start.</summary>
    public List<SessionRow> Rows => [.. Closed
        .Select(session => new SessionRow(
            session.Key, session.StartMs, session.EndMs, session.EventCount, session.Aggregate.EntryPage, session.Aggregate.ExitPage))
        .OrderBy(row => row.User, StringComparer.Ordinal).ThenBy(row => row.StartMs)];

    public void Send(in Record<string, ClickEvent> record)
    {
        _clock.Advance(record.TimestampMs);
        _receiver.Process(in record);
    }

    public void Send(ClickEvent click) => Send(new Record<string, ClickEvent>(click.User, click, click.TimestampMs));

    public void Send(DataClick click) => Send(new ClickEvent
    {
        User = click.User,
        Name = click.Event,
        TimestampMs = click.TimestampMs,
        Page = click.Page,
    });

    /// <summary>What a task does after a batch of records.</summary>
    public void Sweep() => _assembly.StreamTime.CloseAll(_clock.StreamTimeMs);

    public void Commit()
    {
        _store.Commit(_database);
        _committed = (_clock.StreamTimeMs, _closed.Records.Count, _changes.Records.Count, _late.Records.Count);
    }

    /// <summary>What was not committed never was. The test has to send those events again.</summary>
    public void Crash()
    {
        _store.Discard();
        _clock.Restore(_committed.StreamTimeMs);
        Cut(_closed.Records, _committed.Closed);
        Cut(_changes.Records, _committed.Changes);
        Cut(_late.Records, _committed.Late);
    }

    /// <summary>Sends clicks up to the end of the input, with what each action says behind its click: 1 sweeps, 2 commits, 4 crashes once.</summary>
    public SessionRun Play<TClick>(TClick[] arrivals, int[] actions, Action<SessionRun, TClick> send)
    {
        var crashed = new bool[arrivals.Length];
        var committed = 0;
        for (var i = 0; i < arrivals.Length; i++)
        {
            send(this, arrivals[i]);
            if ((actions[i] & 1) != 0)
            {
                Sweep();
            }

            if ((actions[i] & 2) != 0)
            {
                Commit();
                committed = i + 1;
            }

            if ((actions[i] & 4) != 0 && !crashed[i])
            {
                crashed[i] = true;
                Crash();
                i = committed - 1;
            }
        }

        Finish();
        Commit();
        return this;
    }

    /// <summary>The end of a bounded run: stream time moves until nothing is open.</summary>
    public void Finish()
    {
        Sweep();
        while (_assembly.EndOfInput[0]() is { } due && due >= _clock.StreamTimeMs)
        {
            _clock.Advance(due + 1);
            Sweep();
        }
    }

    private static void Cut<T>(List<T> list, int count) => list.RemoveRange(count, list.Count - count);
}
