using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State.Committed;

/// <summary>Copies the changes of a store while they are written to its changelog, if it has one. Used by the stream thread.</summary>
internal sealed class ChangeRecorder : IChangelogWriter
{
    private readonly List<ChangeLayer.Change> _changes = [];
    private byte[] _bytes = [];
    private int _length;
    private IChangelogWriter? _changelog;

    /// <summary>Begins a commit.</summary>
    /// <param name="changelog">The changelog; null when the store has none.</param>
    /// <returns>The writer for the store to flush to.</returns>
    public IChangelogWriter Begin(IChangelogWriter? changelog)
    {
        Discard();
        _changelog = changelog;
        return this;
    }

    /// <summary>Forgets the changes of a commit that failed.</summary>
    public void Discard()
    {
        _changes.Clear();
        _length = 0;
    }

    /// <summary>Ends a commit that succeeded.</summary>
    /// <param name="generation">Its generation.</param>
    /// <returns>The changes; null when there are none.</returns>
    public ChangeLayer? Seal(long generation)
    {
        var layer = _changes.Count == 0 ? null : new ChangeLayer(_bytes.AsSpan(0, _length).ToArray(), [.. _changes], generation);
        Discard();
        return layer;
    }

    public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        if (_changelog?.TryWrite(key, value, hasValue) == false)
        {
            return false;
        }

        var start = _length;
        Append(key);
        Append(value);
        _changes.Add(new(start, key.Length, hasValue ? value.Length : -1));
        return true;
    }

    public void Reject(string reason, Exception error)
    {
        if (_changelog is null)
        {
            throw new StateException($"An entry of a store without a changelog cannot be serialized: {reason}.", error);
        }

        _changelog.Reject(reason, error);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _length < bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
