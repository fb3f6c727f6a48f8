using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.State.Tables;

internal sealed partial class ExpiringTable<TKey, TState>
{
    private const int RoomWorthGivingBack = 256;

    private void EvictCold(StateBatch batch)
    {
        var most = _share.MaxEntries(HeldCount);
        while (HeldCount > most && _clock.NextVictim() is { } entry)
        {
            _rows.Release(batch, entry);
            _unwritten.Remove(entry);
            _unwrittenKeys?.Remove(_rows.KeyBytes(entry.Key));
            entry.IsLive = false;
            _clock.Remove(entry);
            _entries.Remove(entry.Key);
            _due.Forget(entry);
            _share.Forget(entry);
            entry.State = default!;
            entry.AssertLegal();
            _spare.Return(entry, _clock.Count);
        }

        _share.Report(HeldCount);
        GiveBackRoom();
    }

    /// <summary>Shrinks the tables after a peak.</summary>
    private void GiveBackRoom()
    {
        if (_entries.Capacity > RoomWorthGivingBack && _entries.Capacity / 4 > _entries.Count)
        {
            _entries.TrimExcess(2 * _entries.Count);
            _clock.TrimExcess();
        }
    }
}
