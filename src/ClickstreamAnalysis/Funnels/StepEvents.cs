namespace ClickstreamAnalysis.Funnels;

/// <summary>The step events of one entity, in order of time. The steps of an event are a bit mask: bit 0 is the first step.</summary>
internal sealed class StepEvents
{
    private long[] _times = [];
    private uint[] _steps = [];
    private int _first;
    private int _end;

    public int Count => _end - _first;

    /// <summary>The time of the last event; valid only when there is one.</summary>
    public long LastMs => _times[_end - 1];

    public long TimeAt(int index) => _times[_first + index];

    public uint StepsAt(int index) => _steps[_first + index];

    /// <summary>The masks of a range of events.</summary>
    public ReadOnlySpan<uint> Steps(int from, int to) => _steps.AsSpan(_first + from, to - from);

    /// <summary>The index of the first event at or after this time; <see cref="Count"/> when there is none.</summary>
    public int Find(long timestampMs)
    {
        // Most lookups are for the latest events.
        if (Count == 0 || LastMs < timestampMs)
        {
            return Count;
        }

        var low = _first;
        var high = _end;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_times[middle] < timestampMs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - _first;
    }

    /// <summary>The index after the last event with the same time as this one.</summary>
    public int EndOfGroup(int index)
    {
        var time = TimeAt(index);
        do
        {
            index++;
        }
        while (index < Count && TimeAt(index) == time);
        return index;
    }

    /// <summary>Adds an event after those of the same time.</summary>
    public void Add(long timestampMs, uint steps)
    {
        MakeRoom();
        var at = _end;
        if (Count > 0 && timestampMs < LastMs)
        {
            at = _first + Find(timestampMs + 1);
            Array.Copy(_times, at, _times, at + 1, _end - at);
            Array.Copy(_steps, at, _steps, at + 1, _end - at);
        }

        _times[at] = timestampMs;
        _steps[at] = steps;
        _end++;
    }

    /// <summary>Removes events before this time.</summary>
    public void DropBefore(long timestampMs)
    {
        while (_first < _end && _times[_first] < timestampMs)
        {
            _first++;
        }

        if (_first == _end)
        {
            _first = _end = 0;
            if (_times.Length > 64)
            {
                _times = [];
                _steps = [];
            }
        }
    }

    private void MakeRoom()
    {
        if (_end < _times.Length)
        {
            return;
        }

        // Move the remaining events to the front if more than half of the array is free; otherwise grow.
        var length = _first > _times.Length / 2 ? _times.Length : Math.Max(4, _times.Length * 2);
        var times = length == _times.Length ? _times : new long[length];
        var steps = length == _times.Length ? _steps : new uint[length];
        Array.Copy(_times, _first, times, 0, Count);
        Array.Copy(_steps, _first, steps, 0, Count);
        _times = times;
        _steps = steps;
        _end -= _first;
        _first = 0;
    }
}
