namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Attempts of an entity, in a fixed order. Immutable. Most entities have one, which needs no array.</summary>
internal readonly struct AttemptSet
{
    private const int ArrayBytes = 24;

    // Null, an attempt, or an array of several.
    private readonly object? _attempts;

    private AttemptSet(object? attempts) => _attempts = attempts;

    public int Count => _attempts is RuledAttempt[] several ? several.Length : _attempts is null ? 0 : 1;

    /// <summary>The bytes of the attempts on the heap.</summary>
    public long HeapBytes
    {
        get
        {
            var bytes = Count > 1 ? ArrayBytes + (IntPtr.Size * (long)Count) : 0;
            for (var i = 0; i < Count; i++)
            {
                bytes += this[i].HeapBytes;
            }

            return bytes;
        }
    }

    public RuledAttempt this[int index] => _attempts is RuledAttempt[] several ? several[index] : (RuledAttempt)_attempts!;

    public static AttemptSet Of(ReadOnlySpan<RuledAttempt> attempts) => attempts.Length switch
    {
        0 => default,
        1 => new(attempts[0]),
        _ => new(attempts.ToArray()),
    };

    /// <summary>Whether the other set has the same objects, because it was copied from this one.</summary>
    public bool Is(AttemptSet other) => ReferenceEquals(_attempts, other._attempts);

    /// <summary>Whether the set has the same objects in the same order.</summary>
    public bool Has(ReadOnlySpan<RuledAttempt> attempts)
    {
        if (attempts.Length != Count)
        {
            return false;
        }

        for (var i = 0; i < attempts.Length; i++)
        {
            if (!ReferenceEquals(attempts[i], this[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The attempt of a session and bucket; null when there is none.</summary>
    public RuledAttempt? Find(FunnelRules limits, ulong session, long bucketStartMs)
    {
        for (var i = 0; i < Count; i++)
        {
            var attempt = this[i];
            if (attempt.Session == session && limits.BucketStartMs(attempt.EntryMs) == bucketStartMs)
            {
                return attempt;
            }
        }

        return null;
    }

    /// <summary>The index of the first attempt that says the same and is of the same session; -1 when there is none.</summary>
    public int IndexOf(RuledAttempt attempt)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i].Session == attempt.Session && this[i].Says(attempt))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The set with one attempt more, after the others.</summary>
    public AttemptSet With(RuledAttempt attempt)
    {
        if (_attempts is null)
        {
            return new(attempt);
        }

        var attempts = new RuledAttempt[Count + 1];
        CopyTo(attempts);
        attempts[^1] = attempt;
        return new(attempts);
    }

    /// <summary>The set with another attempt in the place of one.</summary>
    public AttemptSet Replace(RuledAttempt attempt, RuledAttempt other)
    {
        if (Count <= 1)
        {
            return new(other);
        }

        var attempts = ToArray();
        attempts[Array.FindIndex(attempts, known => ReferenceEquals(known, attempt))] = other;
        return new(attempts);
    }

    /// <summary>The set without the attempt at an index.</summary>
    public AttemptSet RemoveAt(int index)
    {
        var attempts = ToArray();
        return Of([.. attempts[..index], .. attempts[(index + 1)..]]);
    }

    public RuledAttempt[] ToArray()
    {
        var attempts = new RuledAttempt[Count];
        CopyTo(attempts);
        return attempts;
    }

    private void CopyTo(RuledAttempt[] attempts)
    {
        for (var i = 0; i < Count; i++)
        {
            attempts[i] = this[i];
        }
    }
}
