using System.Buffers;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State.Committed;

/// <summary>Copies the changes of a store while they are written to its changelog, if it has one. Used by the stream thread.</summary>
internal sealed class ChangeRecorder : IChangelogWriter
{
    // Below the size of the large-object heap, whose collection stops every thread for long.
    private const int ChunkBytes = 64 << 10;

    private readonly List<ChangeLayer.Change> _changes = [];
    private readonly List<byte[]> _full = [];
    private byte[] _chunk = [];
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
        _full.ForEach(static chunk => ArrayPool<byte>.Shared.Return(chunk));
        Clear();
    }

    /// <summary>Ends a commit that succeeded.</summary>
    /// <param name="generation">Its generation.</param>
    /// <returns>The changes; null when there are none.</returns>
    public ChangeLayer? Seal(long generation)
    {
        if (_changes.Count == 0)
        {
            return null;
        }

        // The last chunk is used again, so the layer gets a copy of what is in it.
        var last = ArrayPool<byte>.Shared.Rent(_length);
        _chunk.AsSpan(0, _length).CopyTo(last);
        var layer = new ChangeLayer([.. _full, last], CollectionsMarshal.AsSpan(_changes), generation);
        Clear();
        return layer;
    }

    public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        if (_changelog?.TryWrite(key, value, hasValue) == false)
        {
            return false;
        }

        Reserve(key.Length + value.Length);
        key.CopyTo(_chunk.AsSpan(_length));
        value.CopyTo(_chunk.AsSpan(_length + key.Length));
        _changes.Add(new(_full.Count, _length, key.Length, hasValue ? value.Length : -1));
        _length += key.Length + value.Length;
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

    private void Reserve(int bytes)
    {
        if (_chunk.Length - _length >= bytes)
        {
            return;
        }

        if (_length > 0)
        {
            _full.Add(_chunk);
            _length = 0;
        }
        else if (_chunk.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
        }

        _chunk = ArrayPool<byte>.Shared.Rent(Math.Max(ChunkBytes, bytes));
    }

    private void Clear()
    {
        _changes.Clear();
        _full.Clear();
        _length = 0;
    }
}
