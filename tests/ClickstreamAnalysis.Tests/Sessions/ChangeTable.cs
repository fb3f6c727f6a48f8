using ClickstreamAnalysis.Tests.Funnels;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>A table that follows the change stream as its documentation says: upsert by key and id, drop what was merged.</summary>
internal sealed class ChangeTable
{
    private readonly Dictionary<(string User, SessionId Id), Session<string, SessionFacts>> _open = [];
    private readonly Dictionary<(string User, SessionId Id), long> _revisions = [];
    private readonly List<Session<string, SessionFacts>> _closed = [];

    public IReadOnlyList<Session<string, SessionFacts>> Closed => _closed;

    public int Open => _open.Count;

    public static ChangeTable Of(IEnumerable<SessionChange<string, SessionFacts>> changes)
    {
        var table = new ChangeTable();
        foreach (var change in changes)
        {
            table.Take(change);
        }

        return table;
    }

    private void Take(SessionChange<string, SessionFacts> change)
    {
        var session = change.Session;
        var id = (session.Key, session.Id);
        Mismatch.Unless(_revisions.TryAdd(id, session.Revision) || change.Kind != SessionChangeKind.Opened, $"{change} opens what was there before");
        Mismatch.Unless(change.Kind == SessionChangeKind.Opened || _open.ContainsKey(id), $"{change} is about what is not open");
        Mismatch.Unless(
            change.Kind == SessionChangeKind.Opened ? session.Revision == 1 : session.Revision > _revisions[id], $"{change} has an old revision");
        Mismatch.Unless(change.SurvivorId is null == (change.Kind != SessionChangeKind.Merged), $"{change} names a survivor, or none");
        _revisions[id] = session.Revision;
        switch (change.Kind)
        {
            case SessionChangeKind.Merged:
                Mismatch.Unless(_open.ContainsKey((session.Key, change.SurvivorId!.Value)) && change.SurvivorId < session.Id, $"{change} has no survivor");
                _open.Remove(id);
                break;
            case SessionChangeKind.Closed:
                Mismatch.Unless(_open[id] with { Revision = 0 } == session with { Revision = 0 }, $"{change} differs from the last state");
                _open.Remove(id);
                _closed.Add(session);
                break;
            default:
                _open[id] = session;
                break;
        }
    }
}
