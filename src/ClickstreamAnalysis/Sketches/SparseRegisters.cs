namespace ClickstreamAnalysis.Sketches;

/// <summary>The registers of a small count: a hash table of tokens, one per index, with the highest rank.</summary>
internal sealed class SparseRegisters(int precision)
{
    private const int FirstSlots = 16;

    private uint[] _slots = new uint[Math.Min(FirstSlots, MaxSlots(precision))];

    public int Precision => precision;

    public int Count { get; private set; }

    /// <summary>The tokens in any order; empty slots are <see cref="SparseToken.None"/>.</summary>
    public ReadOnlySpan<uint> Slots => _slots;

    /// <summary>
    /// The number of tokens up to which a counter is sparse. It depends on the precision alone, so the form depends only on the items.
    /// </summary>
    public static int MaxCount(int precision) => MaxSlots(precision) * 3 / 4;

    /// <summary>Adds a token; false when it needs a slot and there are <see cref="MaxCount"/> tokens.</summary>
    public bool TryAdd(uint token)
    {
        ref var slot = ref SlotOf(SparseToken.IndexOf(token));
        if (slot != SparseToken.None)
        {
            slot = Math.Max(slot, token);
            return true;
        }

        if (Count == MaxCount(precision))
        {
            return false;
        }

        Count++;
        if (Count > _slots.Length * 3 / 4)
        {
            Grow();
            slot = ref SlotOf(SparseToken.IndexOf(token));
        }

        slot = token;
        return true;
    }

    /// <summary>Counts the indexes, and corrects for items that share one (linear counting).</summary>
    public double Estimate()
    {
        const double indexes = 1 << SparseToken.IndexBits;
        return -indexes * Math.Log(1 - (Count / indexes));
    }

    // The largest power of two whose slots, of four bytes, take less than the dense registers of six bits.
    private static int MaxSlots(int precision) => 1 << (precision - 3);

    // The index is a part of a hash, so its low bits are spread evenly. There is always an empty slot.
    private ref uint SlotOf(uint index)
    {
        var mask = _slots.Length - 1;
        var at = (int)index & mask;
        while (_slots[at] != SparseToken.None && SparseToken.IndexOf(_slots[at]) != index)
        {
            at = (at + 1) & mask;
        }

        return ref _slots[at];
    }

    private void Grow()
    {
        var tokens = _slots;
        _slots = new uint[tokens.Length * 2];
        foreach (var token in tokens)
        {
            if (token != SparseToken.None)
            {
                SlotOf(SparseToken.IndexOf(token)) = token;
            }
        }
    }
}
