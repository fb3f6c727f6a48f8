using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Arrays that are no longer used, for the next ones. Each has room for a power of two of rows. Used by one task.</summary>
/// <param name="rowLength">The number of elements of a row.</param>
internal sealed class SpareArrays<T>(int rowLength)
{
    private const int FewestRows = 4;
    private const int Sizes = 6;

    // About half a MiB of events.
    private const int MostRows = 16_384;

    private readonly Stack<T[]>[] _bySize = [.. Enumerable.Range(0, Sizes).Select(static _ => new Stack<T[]>())];
    private int _rows;

    /// <summary>Copies an array into one with at least twice the room, and takes the array back.</summary>
    public T[] Grow(T[] array)
    {
        var rows = RoomFor((array.Length / rowLength) + 1);
        var grown = Take(rows) ?? new T[rows * rowLength];
        array.CopyTo(grown, 0);
        Return(array);
        return grown;
    }

    /// <summary>Takes back an array of <see cref="Grow"/>. It may be empty.</summary>
    public void Return(T[] array)
    {
        var rows = array.Length / rowLength;
        if (rows > 0 && SizeOf(rows) < Sizes && _rows + rows <= MostRows)
        {
            _rows += rows;
            _bySize[SizeOf(rows)].Push(array);
        }
    }

    /// <summary>The rows of an array that has room for a number of them.</summary>
    public static int RoomFor(int rows) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(FewestRows, rows));

    private static int SizeOf(int rows) => BitOperations.Log2((uint)rows) - BitOperations.Log2(FewestRows);

    private T[]? Take(int rows)
    {
        if (SizeOf(rows) >= Sizes || !_bySize[SizeOf(rows)].TryPop(out var array))
        {
            return null;
        }

        _rows -= rows;
        return array;
    }
}
