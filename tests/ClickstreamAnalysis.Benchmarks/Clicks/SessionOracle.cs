namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>
/// Works out sessions in the plainest way, with nothing of the library: all clicks in memory, sorted by user and time, cut where
/// the pause is longer than the gap. 24 bytes a click.
/// </summary>
internal sealed class SessionOracle
{
    private readonly List<(int User, int Page, long TimestampMs)> _clicks = [];
    private readonly Names _users = new();
    private readonly Names _pages = new();

    public long Clicks => _clicks.Count;

    public int Users => _users.Count;

    /// <summary>Adds a click; without a page it counts as an event, and is neither entry nor exit.</summary>
    public void Add(ReadOnlySpan<char> user, long timestampMs, ReadOnlySpan<char> page) =>
        _clicks.Add((_users.Of(user), page.IsEmpty ? -1 : _pages.Of(page), timestampMs));

    /// <summary>Every session; sorts the clicks that were added.</summary>
    public IEnumerable<ExpectedSession> Sessions(long gapMs)
    {
        _clicks.Sort(InOrder);
        for (var first = 0; first < _clicks.Count;)
        {
            var next = first + 1;
            while (next < _clicks.Count && _clicks[next].User == _clicks[first].User && _clicks[next].TimestampMs - _clicks[next - 1].TimestampMs <= gapMs)
            {
                next++;
            }

            yield return SessionOf(first, next);
            first = next;
        }
    }

    private ExpectedSession SessionOf(int first, int next)
    {
        string? entry = null, exit = null;
        for (var i = first; i < next; i++)
        {
            if (_clicks[i].Page is var page && page >= 0)
            {
                entry ??= _pages[page];
                exit = _pages[page];
            }
        }

        return new(_users[_clicks[first].User], _clicks[first].TimestampMs, _clicks[next - 1].TimestampMs, next - first, entry, exit);
    }

    // Of pages opened in the same millisecond the first in ordinal order counts as entry, and the last as exit.
    private int InOrder((int User, int Page, long TimestampMs) a, (int User, int Page, long TimestampMs) b)
    {
        var order = a.User.CompareTo(b.User);
        order = order != 0 ? order : a.TimestampMs.CompareTo(b.TimestampMs);
        return order != 0 ? order : a.Page < 0 || b.Page < 0 ? a.Page.CompareTo(b.Page) : string.CompareOrdinal(_pages[a.Page], _pages[b.Page]);
    }

    private sealed class Names
    {
        private readonly List<string> _names = [];
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public int Count => _names.Count;

        public string this[int number] => _names[number];

        public int Of(ReadOnlySpan<char> name)
        {
            var bySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!bySpan.TryGetValue(name, out var number))
            {
                number = _names.Count;
                _names.Add(name.ToString());
                _numbers.Add(_names[number], number);
            }

            return number;
        }
    }
}
