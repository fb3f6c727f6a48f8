namespace ClickstreamAnalysis.State.Entries;

/// <summary>Estimates how many bytes objects take on the heap, because .NET cannot report that.</summary>
internal static class HeapSize
{
    // Text takes two bytes per character in memory, and objects have headers and padding.
    private const double PerSerializedByte = 2.5;

    private const int ObjectBytes = 24;

    /// <summary>The bytes of something of which only the serialized length is known.</summary>
    public static double OfSerialized(int bytes) => PerSerializedByte * bytes;

    /// <summary>The bytes of an object whose serialized length is known: what it reports, else a multiple of that length.</summary>
    public static double Of<T>(T value, int serializedBytes) =>
        (value is IHeapSized sized ? sized.HeapBytes : value is IHeapContainer container ? container.HeapBytes : null) ?? OfSerialized(serializedBytes);

    /// <summary>The bytes of a key: those of text and bytes, and a plain object's otherwise.</summary>
    public static long OfKey<T>(T key) => key switch
    {
        string text => ObjectBytes + (2 * text.Length),
        byte[] bytes => ObjectBytes + bytes.Length,
        _ => typeof(T).IsValueType ? 0 : ObjectBytes,
    };

    /// <summary>The bytes of a value that reports them, and 0 for another.</summary>
    public static long OfSized<T>(T value) => value is IHeapSized sized ? sized.HeapBytes : 0;
}
